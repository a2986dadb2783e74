import type { OverviewView } from "#server/shared/overview.ts";
import { numberWord, plural, rate } from "../ui/format.ts";

/** What is serving, is it well, what waits for me: in two or three short sentences. */
export function overviewSentence(view: OverviewView): string {
  const { serving } = view;
  if (serving.length === 0) return `Nothing serves in ${view.environment} yet.`;
  const total = serving.reduce((sum, item) => sum + item.requestsPerSecond, 0);
  const said = [`${plural(serving.length, "model serves", "models serve")} ${rate(total)} requests a second.`];
  const alerts = serving.filter((item) => item.lamp === "alert").length;
  const drifting = serving.filter((item) => item.lamp === "drifting").length;
  if (alerts > 0) said.push(`${numberWord(alerts)} ${alerts === 1 ? "is" : "are"} in alert.`);
  else if (drifting > 0) said.push(`${numberWord(drifting)} ${drifting === 1 ? "drifts" : "drift"}.`);
  const mine = view.needsYou.filter((request) => request.mayDecide).length;
  const others = view.needsYou.length - mine;
  if (mine > 0) said.push(`${numberWord(mine)} ${mine === 1 ? "request waits" : "requests wait"} for you.`);
  else if (others > 0) said.push(`${numberWord(others)} ${others === 1 ? "request waits" : "requests wait"} for an approver.`);
  return said.join(" ");
}
