import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { worstLamp, type Lamp } from "../../shared/lamps.ts";
import type { BaselineProfile, WindowCounters } from "./contract.ts";
import { judgingOf, type Judging } from "./judging.ts";
import { countersOf, defaultNumbers, driftPoint, judged } from "./points.ts";
import { lampOf } from "./rules/verdict.ts";
import { foldWidths } from "./rules/windows.ts";
import { lampAfter } from "./rules/alerts/lamp-hour.ts";
import { loadColumnStates, loadDue, loadProfile, lockJudgement, saveColumnStates, saveModelState, type DueVersion, type JudgedColumn } from "./store.ts";
import { noteMaxPsiLower } from "./store-windows.ts";
import { driftWindowOf, readProfile } from "./target.ts";
import { sumBetween } from "./window-sums.ts";

/** A closed window is judged when what was counted in it had time to arrive: a second to the flush, one to the fold. */
const settleMs = 2000;
const minuteSeconds = 60;
const batch = 50;

/**
 * Judges the drift window that ended last of each routed version with a baseline: at each closed base window in the demo
 * (an hour of its clock), else each closed minute. Writes each column's numbers, its lamp (which changes once a closed hour) and the model's, and leaves `states.judged`
 * when a lamp changed. Any number of workers may run it; each model is judged by one.
 * @returns how many versions were judged; 0 when none is due
 * @throws the first failure, once the other versions were judged
 */
export async function judgeStates(deps: Deps): Promise<number> {
  const everyMs = (deps.env.demo ? deps.env.baseWindowSeconds : Math.ceil(minuteSeconds / deps.env.baseWindowSeconds) * deps.env.baseWindowSeconds) * 1000;
  const at = new Date(Math.floor((deps.clock.now().getTime() - settleMs) / everyMs) * everyMs);
  let count = 0;
  const failures: unknown[] = [];
  for (const due of await loadDue(deps.db, at, batch)) {
    try {
      if (await judgeVersion(deps, due, at)) count++;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

async function judgeVersion(deps: Deps, due: DueVersion, at: Date): Promise<boolean> {
  return deps.db.tx(async (tx) => {
    if (!(await lockJudgement(tx, due, at))) return false;
    const profile = readProfile(await loadProfile(deps.db, due.versionId));
    if (profile === null) return false;
    const toMs = at.getTime();
    const driftWindowSeconds = driftWindowOf(due.driftWindow, deps.env.baseWindowSeconds);
    const window = { fromMs: toMs - driftWindowSeconds * 1000, toMs };
    const [counters, judging, states] = await Promise.all([sumBetween(deps, { ...due, profile }, window), judgingOf(deps, { ...due, profile, driftWindowSeconds }), loadColumnStates(deps.db, due)]);
    const before = new Map(states.map((state) => [state.column, state.lamp as Lamp | "clock"]));
    const judgedAt = new Map(states.map((state) => [state.column, state.as_of.getTime()]));
    const columns = judgeColumns(profile, { counters, judging, window }, before).map((column) => {
      const lamp = lampAfter({ lamp: before.get(column.column), asOfMs: judgedAt.get(column.column) }, { lamp: column.lamp, asOfMs: toMs }, judging.hourSeconds);
      return { ...column, lamp };
    });
    const drifting = columns.filter(({ lamp }) => lamp === "drifting" || lamp === "alert").length;
    const judgedLamps = columns.flatMap(({ lamp }) => (lamp === "clock" ? [] : [lamp]));
    await saveColumnStates(tx, { versionId: due.versionId, environment: due.environment, asOf: at }, columns);
    const lamp = worstLamp(judgedLamps);
    const state = await saveModelState(tx, { ...due, asOf: at }, { lamp, drifting, columns: judgedLamps.length, rows: counters.rows });
    const maxPsiLower = Math.max(...columns.map((column) => (column.lamp === "clock" ? -1 : column.psiLower ?? -1)));
    if (maxPsiLower >= 0) await noteMaxPsiLower(tx, { versionId: due.versionId, environment: due.environment, at: new Date(toMs - 1), maxPsiLower, widths: foldWidths(deps.env.baseWindowSeconds) });
    const changed = state?.lamp !== lamp || state.drifting !== drifting || columns.some((column) => before.get(column.column) !== column.lamp);
    if (changed) await publish(tx, { type: "states.judged", subject: due.model, data: { model: due.model, environment: due.environment, lamp }, at: deps.clock.now() });
    return true;
  });
}

/** Each column's numbers, and its lamp after what it was: an undecided window keeps the last one. */
export function judgeColumns(profile: BaselineProfile, of: { counters: WindowCounters; judging: Judging; window: { fromMs: number; toMs: number } }, before: ReadonlyMap<string, Lamp | "clock">): (JudgedColumn & { lamp: Lamp | "clock" })[] {
  return profile.columns.map((column) => {
    const live = countersOf(of.counters, column);
    const point = driftPoint(column, live && { counters: live, sketch: undefined }, { at: { ...of.window, version: "" }, numbers: defaultNumbers });
    const { psi, js, psiVerdict, psiLower, verdict, count } = point === null ? { psi: null, js: null, psiVerdict: null, psiLower: null, verdict: null, count: 0 } : judged(point, column, of);
    const last = before.get(column.name);
    const lamp = column.clock ? "clock" : lampOf(verdict, last === undefined || last === "clock" ? null : last);
    return { column: column.name, role: column.role, lamp, psi, js, psiVerdict, psiLower, verdict, rows: count };
  });
}
