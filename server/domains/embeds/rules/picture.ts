import type { PanelData } from "../contract.ts";
import { escapeMarkup } from "./markup.ts";
import { barLegend, drawBars } from "./picture-bars.ts";
import { drawLines, lineLegend } from "./picture-lines.ts";
import { fit, inks, lampAt, lampWidth, textAt, textWidth, type Ink, type LegendEntry, type PictureTheme } from "./picture-parts.ts";

export { pictureThemes, type PictureTheme } from "./picture-parts.ts";

export const pictureWidthPx = { least: 320, usual: 760, most: 1600 } as const;

const headHeight = 41;
const plotHeight = 178;
const fonts = "Geist,Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

const asOfText = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** What is shown and when: right in the head where it leaves the title room, else at the end of the note. */
function whereOf(data: PanelData, width: number): { text: string; inHead: boolean } {
  const text = `${data.environment}${data.version === null ? "" : ` v${data.version}`} · as of ${asOfText(data.asOf)}`;
  const lamp = data.lamp === null ? 0 : lampWidth(data.lamp) + 8;
  return { text, inHead: width - 44 - textWidth(text, 12) - lamp >= Math.min(300, textWidth(data.title, 14) * 1.04) };
}

function headOf(data: PanelData, ink: Ink, width: number): string {
  const where = whereOf(data, width);
  const lamp = data.lamp === null ? 0 : lampWidth(data.lamp) + 12;
  const title = fit(data.title, 14, (width - 28 - lamp - (where.inHead ? textWidth(where.text, 12) + 16 : 0)) / 1.04);
  const lampX = 14 + textWidth(title, 14) * 1.04 + 10;
  // Whatever face the reader has, the title ends before the lamp.
  return textAt([14, 26], title, { fill: ink.ink, size: 14, weight: 600, ...(data.lamp === null ? {} : { lengthPx: textWidth(title, 14) * 1.04 }) })
    + (data.lamp === null ? "" : lampAt([lampX, 26], data.lamp, ink))
    + (where.inHead ? textAt([width - 14, 26], where.text, { fill: ink.ink3, anchor: "end" }) : "")
    + `<path d="M.5,${headHeight - 0.5}H${width - 0.5}" stroke="${ink.line}"/>`;
}

type Row = { y: number; markup: string };

/** Legend entries from the left, as many lines as they need. */
function legendRows(entries: readonly LegendEntry[], width: number, top: number): Row {
  let x = 14;
  let y = top;
  const parts = entries.map((entry) => {
    const words = fit(entry.words, 12, width - 60);
    const wide = 22 + textWidth(words, 12) + 14;
    if (x > 14 && x + wide > width - 14) {
      x = 14;
      y += 18;
    }
    const part = `<rect x="${x.toFixed(1)}" y="${y - 6}" width="14" height="3" rx="1.5" fill="${entry.colour}"/>${textAt([x + 20, y], words, { fill: entry.text ?? entry.colour })}`;
    x += wide;
    return part;
  });
  return { y, markup: parts.join("") };
}

/** Words broken into lines that fit. */
function noteRows(words: string, ink: Ink, at: { width: number; top: number }): Row {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, 12) <= at.width - 28) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return { y: at.top + (lines.length - 1) * 17, markup: lines.map((line, index) => textAt([14, at.top + index * 17], line, { fill: ink.ink3 })).join("") };
}

const isEmpty = (data: PanelData) => (data.kind === "distribution" ? data.bins.length === 0 : data.series.every((series) => series.points.every(([, value]) => value === null)));

/**
 * A panel as a self-contained SVG picture: no script, no font or image from elsewhere, its as-of time in it.
 * The same data, theme and width give the same bytes. @param widthPx 320 to 1600
 */
export function drawPanel(data: PanelData, look: { theme: PictureTheme; widthPx: number }): string {
  const ink = inks[look.theme];
  const width = Math.round(Math.min(pictureWidthPx.most, Math.max(pictureWidthPx.least, look.widthPx)));
  const plot = { left: 50, right: width - 20, top: headHeight + 20, bottom: headHeight + 20 + plotHeight };
  const empty = isEmpty(data);
  const chart = data.kind === "distribution" ? drawBars(data, ink, plot) : drawLines(data, ink, plot);
  const legend = legendRows(data.kind === "distribution" ? barLegend(ink) : lineLegend(data, ink), width, plot.bottom + 40);
  const where = whereOf(data, width);
  const note = noteRows(where.inHead ? data.note : `${data.note} · ${where.text}`, ink, { width, top: legend.y + 19 });
  const height = note.y + 14;
  const nothing = empty ? textAt([(plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 + 4], data.kind === "drift" ? "Too few predictions to draw a point" : "No predictions in this range", { fill: ink.ink3, size: 13, anchor: "middle" }) : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="${fonts}" style="font-variant-numeric:tabular-nums">`
    + `<title id="t">${escapeMarkup(data.title)}</title><desc id="d">${escapeMarkup(`${data.note}. As of ${asOfText(data.asOf)}.`)}</desc>`
    + `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ink.panel}" stroke="${ink.line2}"/>`
    + headOf(data, ink, width) + (empty ? nothing : chart) + legend.markup + note.markup + `</svg>`;
}
