/** A chart's numbers and its picture, as files. */

/** One field of CSV (RFC 4180); a text that a spreadsheet would run is made a text by an apostrophe. */
export function csvField(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "number" ? String(value) : /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV, the first one the names. */
export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string => rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");

/** A name that every file system takes. */
export const fileName = (words: string, ending: string): string => `${words.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "chart"}.${ending}`;

export function saveAs(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const drawn = ["fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity", "opacity", "font-size", "font-weight", "text-anchor"] as const;

/** The picture as it stands, its colours written out: what is drawn by a page's own variables is blank outside of it. */
function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const own = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  for (const [i, element] of [copy, ...copy.querySelectorAll<SVGElement>("*")].entries()) {
    const from = own[i];
    if (from === undefined) continue;
    const style = getComputedStyle(from);
    for (const name of drawn) element.setAttribute(name, style.getPropertyValue(name));
    element.style.fontFamily = style.fontFamily;
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

const headPx = 34;
const padPx = 12;
const scale = 2;

/**
 * Saves a panel's chart as a PNG of twice its size, with its title and what it rests on.
 * @returns false when the panel shows no chart
 */
export async function savePng(panel: HTMLElement, { title, note }: { title: string; note: string }): Promise<boolean> {
  const svg = [...panel.querySelectorAll("svg")].toSorted((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight)[0];
  if (svg === undefined || svg.clientWidth < 100) return false;
  const { clientWidth: width, clientHeight: height } = svg;
  const image = new Image();
  const loaded = new Promise<void>((resolve, reject) => { image.onload = () => resolve(); image.onerror = () => reject(new Error("The picture could not be drawn.")); });
  const copy = standalone(svg);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await loaded;
  const canvas = Object.assign(document.createElement("canvas"), { width: (width + 2 * padPx) * scale, height: (height + headPx + 2 * padPx) * scale });
  const context = canvas.getContext("2d");
  if (context === null) return false;
  const style = getComputedStyle(panel);
  context.scale(scale, scale);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 14px ${style.fontFamily}`;
  context.fillText(title, padPx, padPx + 12);
  context.font = `11px ${style.fontFamily}`;
  context.fillText(note, padPx, padPx + 27, width);
  context.drawImage(image, padPx, headPx + padPx, width, height);
  const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, "image/png"); });
  if (blob === null) return false;
  saveAs(fileName(title, "png"), blob);
  return true;
}
