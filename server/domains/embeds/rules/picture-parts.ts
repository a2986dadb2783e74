import { lampWords, type Lamp } from "../../../shared/lamps.ts";
import { escapeMarkup } from "./markup.ts";

export const pictureThemes = ["light", "dark"] as const;
export type PictureTheme = (typeof pictureThemes)[number];

/** The design's tokens that a picture needs; a picture stands alone, so it cannot ask a stylesheet. */
export const inks = {
  light: { panel: "#FFFFFF", ink: "#14181B", ink2: "#4C565E", ink3: "#5F6971", line: "#E0E4E2", line2: "#C9CFCC", clear: "#127A4B", caution: "#9A5B00", danger: "#B3261E", baseline: "#87928C", series: ["#1F5FBF", "#B34E08", "#0E8074", "#8A3FA8"] },
  dark: { panel: "#14191D", ink: "#E8ECEE", ink2: "#A8B2B9", ink3: "#85909A", line: "#232A30", line2: "#36404A", clear: "#4FC98F", caution: "#F0B54A", danger: "#FF7E70", baseline: "#66727B", series: ["#7FB0FF", "#F0995A", "#4CC7B5", "#CF94E6"] },
} as const satisfies Record<PictureTheme, object>;
export type Ink = (typeof inks)[PictureTheme];

/** One name in a legend; `text` is the colour of its words where the mark's own would be too faint to read. */
export type LegendEntry = { colour: string; words: string; text?: string };

export const seriesColour = (ink: Ink, index: number): string => ink.series[index % ink.series.length] ?? ink.ink;

// No fonts can be measured here: advances of the fallback faces in em, a little on the wide side.
const advance = (sign: string) => (/[ilj.,:;|'!·]/.test(sign) ? 0.26 : /[tfr()[\]/ -]/.test(sign) ? 0.34 : /[mwMW@%]/.test(sign) ? 0.85 : /[A-Z]/.test(sign) ? 0.68 : 0.57);

/** About how wide a text is, in pixels. */
export const textWidth = (text: string, sizePx: number): number => Array.from(text).reduce((sum, sign) => sum + advance(sign), 0) * sizePx;

/** The text as far as it fits, an ellipsis in place of the rest. */
export function fit(text: string, sizePx: number, widthPx: number): string {
  if (textWidth(text, sizePx) <= widthPx) return text;
  const signs = Array.from(text);
  while (signs.length > 1 && textWidth(`${signs.join("")}…`, sizePx) > widthPx) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

export type TextStyle = { fill: string; size?: number; anchor?: "start" | "middle" | "end"; weight?: number; lengthPx?: number };

export function textAt(at: readonly [x: number, y: number], text: string, style: TextStyle): string {
  const anchor = style.anchor === undefined || style.anchor === "start" ? "" : ` text-anchor="${style.anchor}"`;
  const length = style.lengthPx ? ` textLength="${style.lengthPx.toFixed(1)}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" fill="${style.fill}" font-size="${style.size ?? 12}"${anchor}${style.weight ? ` font-weight="${style.weight}"` : ""}${length}>${escapeMarkup(text)}</text>`;
}

const lampInk = (ink: Ink, lamp: Lamp) => ({ steady: ink.clear, drifting: ink.caution, alert: ink.danger, unknown: ink.ink3 })[lamp];

/** The lamp: shape, colour and word together. `x` is its left edge, `y` the text's baseline. */
export function lampAt(at: readonly [x: number, y: number], lamp: Lamp, ink: Ink): string {
  const fill = lampInk(ink, lamp);
  const [x, y] = at;
  const middle = y - 4.5;
  const shape = {
    steady: `<circle cx="${x + 5}" cy="${middle}" r="5" fill="${fill}"/>`,
    drifting: `<path d="M${x},${middle + 5}h11L${x + 5.5},${middle - 5}Z" fill="${fill}"/>`,
    alert: `<rect x="${x}" y="${middle - 5}" width="10" height="10" rx="1" fill="${fill}"/>`,
    unknown: `<circle cx="${x + 5}" cy="${middle}" r="4" fill="none" stroke="${fill}" stroke-width="2"/>`,
  } as const satisfies Record<Lamp, string>;
  return shape[lamp] + textAt([x + 16, y], lampWords[lamp], { fill, size: 13 });
}

export const lampWidth = (lamp: Lamp): number => 16 + textWidth(lampWords[lamp], 13);

/** The rectangle that a chart draws in. */
export type Plot = { left: number; right: number; top: number; bottom: number };

/** Horizontal hairlines with their values, the only grid there is. */
export function gridOf(plot: Plot, ink: Ink, rows: readonly { y: number; label: string }[]): string {
  return rows.map(({ y, label }) => `<path d="M${plot.left},${y.toFixed(1)}H${plot.right}" stroke="${ink.line}"/>${textAt([plot.left - 8, y + 4], label, { fill: ink.ink3, size: 11, anchor: "end" })}`).join("");
}
