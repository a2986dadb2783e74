import type { Deps } from "../../platform/deps.ts";
import { worstLamp, type Lamp } from "../../shared/lamps.ts";
import { loadColumnStates } from "./store.ts";

type LiveBrief = { asOf: string; lamp: Lamp; rows: number; columns: { column: string; role: "input" | "output"; lamp: Lamp | "clock"; psi: number | null; js: number | null; rows: number }[] };

/** How a version drifted when it was last judged in an environment; null when it never was. For a release's evidence. */
export async function liveBrief(deps: Deps, of: { model: string; versionId: number; environment: string }): Promise<LiveBrief | null> {
  const states = await loadColumnStates(deps.db, of);
  const [first] = states;
  if (first === undefined) return null;
  const columns = states.map(({ column, role, lamp, psi, js, rows }) => ({ column, role, lamp: lamp as Lamp | "clock", psi, js, rows }));
  const lamps = columns.flatMap(({ lamp }) => (lamp === "clock" ? [] : [lamp]));
  return { asOf: first.as_of.toISOString(), lamp: worstLamp(lamps), rows: Math.max(...columns.map((column) => column.rows)), columns };
}
