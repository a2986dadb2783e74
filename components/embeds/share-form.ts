import type { Panel } from "#server/domains/embeds/contract.ts";

export type Theme = "reader" | "light" | "dark";

/** An address or a snippet with the theme in it; a reader's own needs none. */
export function withTheme(text: string, url: string, theme: Theme): string {
  return theme === "reader" ? text : text.replaceAll(url, `${url}?theme=${theme}`);
}

/** What a chart is called in the list of charts to share. */
export function panelWords(panel: Panel): { text: string; note: string } {
  const where = `${panel.version === undefined ? "what serves in" : `v${panel.version} in`} ${panel.environment}, ${typeof panel.range === "string" ? `the last ${panel.range}` : "a fixed range"}`;
  switch (panel.kind) {
    case "drift": return { text: panel.feature ? `Drift of ${panel.feature}` : "Drift of the score and the inputs that drift most", note: `${panel.metric === "js" ? "Jensen–Shannon distance" : "PSI"} of ${where}` };
    case "traffic": return { text: panel.metric === "p99" ? "Latency, p99" : "Requests a second", note: `of ${where}` };
    case "distribution": return { text: `Distribution of ${panel.feature ?? "a feature"}`, note: `baseline beside live, of ${where}` };
    default: return panel.kind satisfies never;
  }
}

/** Origins written one a line, or with spaces or commas between. A path after an origin is dropped. */
export function originsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean).map((part) => { try { return new URL(part).origin; } catch { return part; } });
}

/** Whether this console may show the frame itself: it is framed by its own page. */
export const frameShown = (allowed: readonly string[], origin: string): boolean => allowed.length === 0 || allowed.includes(origin);

export const expiries = [
  { value: "never", text: "never", days: null }, { value: "1", text: "in a day", days: 1 }, { value: "7", text: "in a week", days: 7 }, { value: "30", text: "in 30 days", days: 30 }, { value: "365", text: "in a year", days: 365 },
] as const;

/** The moment an expiry means; undefined for never. */
export function expiresAt(value: string, nowMs: number): string | undefined {
  const days = expiries.find((expiry) => expiry.value === value)?.days ?? null;
  return days === null ? undefined : new Date(nowMs + days * 86_400_000).toISOString();
}
