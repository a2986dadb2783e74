import { isQuality, qualityTerms, statisticTerms, wholeModel, type AlertNumbers, type AlertState, type Severity, type Statistic } from "../../contract-alerts.ts";

type Unit = (typeof statisticTerms)[Statistic]["unit"];

const trimmed = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

/** A value in its unit: "0.142", "5.2 %", "840 ms", "0 requests". */
export function valueWords(value: number, unit: Unit): string {
  switch (unit) {
    case "psi": case "distance": case "score": return trimmed(value, 3);
    case "amount": return trimmed(value, 4);
    case "share": return `${trimmed(value * 100, 3)} %`;
    case "ms": return `${trimmed(value, 3)} ms`;
    case "requests": return `${value} ${value === 1 ? "request" : "requests"}`;
  }
}

/** [width, from how many seconds on, name]: a day is 24 hours, as the ladder has it. */
const units = [[86_400, 172_800, "day"], [3600, 3600, "hour"], [60, 60, "minute"]] as const;

/** "24 hours", "5 minutes", "30 seconds". */
export function spanWords(seconds: number): string {
  const [size, , name] = units.find(([width, from]) => seconds >= from && seconds % width === 0) ?? [1, 1, "second"];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

export type Told = { model: string; environment: string; subject: string; statistic: Statistic; threshold: number; windowSeconds: number; severity: Severity };

const about = ({ model, environment, subject }: Told): string => `${model}${environment === "production" ? "" : ` in ${environment}`}${subject === wholeModel ? "" : `: ${subject}`}`;

/** What is watched, in words: "drift of origin over 0.1 in 24 hours". */
export function monitorWords({ subject, statistic, threshold, windowSeconds }: Pick<Told, "subject" | "statistic" | "threshold" | "windowSeconds">): string {
  const terms = statisticTerms[statistic];
  const whose = terms.of !== "column" ? "" : subject === wholeModel ? " of each column" : ` of ${subject}`;
  if (statistic === "trafficGone") return `${threshold === 0 ? "no requests" : `at most ${valueWords(threshold, "requests")}`} in ${spanWords(windowSeconds)}`;
  return `${terms.words}${whose} ${terms.breach} ${valueWords(threshold, terms.unit)} in ${spanWords(windowSeconds)}`;
}

/** What is counted under a number: requests, rows, or those of them whose label came. */
function countedAs(statistic: Statistic): string {
  if (isQuality(statistic)) return qualityTerms[statistic].by === "labels" ? "labelled rows" : "rows";
  return statisticTerms[statistic].of === "model" ? "requests" : "rows";
}

function numbersWords({ statistic, threshold }: Told, numbers: AlertNumbers): string {
  const { unit } = statisticTerms[statistic];
  const window = spanWords(numbers.windowSeconds);
  if (statistic === "trafficGone") return `${valueWords(numbers.count, "requests")} in ${window}`;
  const value = numbers.value === null ? "no number" : valueWords(numbers.value, unit);
  const rests = `on ${numbers.count.toLocaleString("en-US")} ${countedAs(statistic)} of ${window}`;
  if (statistic === "drift" && numbers.lower !== null) return `PSI ${value}, certified over ${valueWords(numbers.lower, unit)} (level ${valueWords(threshold, unit)}), ${rests}, bound under independent rows`;
  return `${statisticTerms[statistic].words} is ${value} (limit ${valueWords(threshold, unit)}), ${rests}`;
}

const stateWords = { fired: "fires", resolved: "is resolved" } as const;

/** One sentence for a message: "flight-delay: origin fires. PSI 0.142, certified over 0.104 (level 0.1), on 21,400 rows of 24 hours, …". */
export function alertSentence(told: Told, { kind, numbers }: { kind: keyof typeof stateWords; numbers: AlertNumbers | null }): string {
  return `${about(told)} ${kind === "fired" ? stateWords.fired : stateWords.resolved} (${told.severity}). ${numbers === null ? monitorWords(told) : numbersWords(told, numbers)}.`;
}

/** Whether the last look alone would not fire. */
function underAgain({ statistic, threshold }: Told, { value, lower, upper }: AlertNumbers): boolean {
  if (statistic === "trafficGone" || value === null) return false;
  if (statisticTerms[statistic].breach === "under") return (upper ?? value) >= threshold;
  return (lower ?? Math.abs(value)) < threshold;
}

/** The page's sentence on where it stands. */
export function standingSentence(told: Told, { state, numbers }: { state: AlertState; numbers: AlertNumbers | null }): string {
  const watched = monitorWords(told);
  if (numbers === null) return `Watched: ${watched}.`;
  const now = numbersWords(told, numbers);
  switch (state) {
    case "ok": return `Quiet: ${now}.`;
    case "undecided": return `Too few ${countedAs(told.statistic)} to tell whether it is ${statisticTerms[told.statistic].breach}: ${now}.`;
    case "pending": return `${statisticTerms[told.statistic].breach === "over" ? "Over" : "Under"} the limit, not for long enough yet: ${now}.`;
    case "firing": return `${underAgain(told, numbers) ? "It fires until it is certainly over" : "It fires"}: ${now}.`;
    case "resolved": return `It is over. Last: ${now}.`;
    case "muted": return `Muted: ${now}.`;
    case "noData": return `Nothing was counted: ${watched}.`;
  }
}

/** Slack's incoming webhook: `text` for the notification, `blocks` for the channel. */
export function slackBody(of: { text: string; url: string; title: string }) {
  const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return {
    text: plain(of.text),
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: plain(of.text) } },
      { type: "context", elements: [{ type: "mrkdwn", text: `<${of.url}|${plain(of.title)}>` }] },
    ],
  };
}
