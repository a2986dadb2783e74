import type { PictureTheme } from "#server/domains/embeds/index.ts";

type Ended = "gone" | "missing";
const words = {
  gone: { head: "This chart was withdrawn", body: "The link was revoked or has expired. Ask whoever shared it for a new one." },
  missing: { head: "No chart here", body: "This address leads to no chart. Check that the whole link was copied." },
} as const satisfies Record<Ended, { head: string; body: string }>;

const inks = {
  light: { panel: "#FFFFFF", ink: "#14181B", note: "#5F6971", line: "#C9CFCC" },
  dark: { panel: "#14191D", ink: "#E8ECEE", note: "#85909A", line: "#36404A" },
} as const satisfies Record<PictureTheme, object>;
const fonts = "Geist,Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

/** The picture in place of one that ended, as tall as its words. */
export function endedPicture(state: Ended, look: { theme: PictureTheme; widthPx: number }): string {
  const ink = inks[look.theme];
  const width = Math.round(Math.min(1600, Math.max(320, look.widthPx)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="72" viewBox="0 0 ${width} 72" role="img" aria-label="${words[state].head}" font-family="${fonts}">`
    + `<rect x=".5" y=".5" width="${width - 1}" height="71" rx="8" fill="${ink.panel}" stroke="${ink.line}"/>`
    + `<text x="14" y="32" fill="${ink.ink}" font-size="14" font-weight="600">${words[state].head}</text><text x="14" y="53" fill="${ink.note}" font-size="12">${words[state].body.split(". ")[0]}.</text></svg>`;
}

const colours = (ink: (typeof inks)[PictureTheme]) => `--panel:${ink.panel};--ink:${ink.ink};--note:${ink.note};--line:${ink.line}`;

/** The page in place of an embed that ended: it stands alone, and follows the reader's scheme unless one was asked for. */
export function endedPage(state: Ended, theme: PictureTheme | null): string {
  const scheme = theme === null
    ? `:root{color-scheme:light dark;${colours(inks.light)}}@media (prefers-color-scheme:dark){:root{${colours(inks.dark)}}}`
    : `:root{color-scheme:${theme};${colours(inks[theme])}}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${words[state].head} · Signalbox</title><style>`
    + `${scheme}*{box-sizing:border-box}body{margin:0;font:13px/20px ${fonts};color:var(--ink);background:transparent}`
    + `main{border:1px solid var(--line);border-radius:8px;background:var(--panel);padding:14px}h1{margin:0 0 4px;font-size:14px;line-height:20px;font-weight:600}p{margin:0;color:var(--note)}`
    + `</style></head><body><main><h1>${words[state].head}</h1><p>${words[state].body}</p></main></body></html>`;
}
