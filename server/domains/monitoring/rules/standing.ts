import type { BaselineProfile } from "../contract.ts";
import { segmentTag } from "./segments/choose.ts";
import { clockNames, modelColumns, type ModelShape, type Signature } from "./columns.ts";

type Wanted = { sha256: string; shape: ModelShape; signature: Signature | null; tags: Readonly<Record<string, string>> };

/** Whether a ready baseline says what a new computation would: same bytes, same columns of the model, same clocks, timestamps, labels and segments (SPEC B1). */
export function baselineStands(ready: { sha256: string | null; profile: BaselineProfile | null }, wanted: Wanted): boolean {
  if (ready.profile === null || ready.sha256 !== wanted.sha256) return false;
  const time = wanted.tags["signalbox.baseline_time"] ?? "";
  const { hours } = ready.profile;
  if ((hours?.column ?? "") !== time || (hours !== undefined && hours.zone !== (wanted.tags["signalbox.time_zone"] || "UTC"))) return false;
  const label = wanted.tags["signalbox.label"];
  if (label && label !== ready.profile.quality?.label && ready.profile.unmatchedColumns.includes(label)) return false;
  if ((wanted.tags[segmentTag] ?? "").trim() !== (ready.profile.segments?.tag ?? "").trim()) return false;
  const clocks = clockNames(wanted.tags["signalbox.time_features"]);
  const now = new Map(modelColumns(wanted.shape, wanted.signature).columns.map((column) => [column.name, column]));
  const known = ready.profile.columns.every((column) => {
    const model = now.get(column.name);
    return model !== undefined && model.role === column.role && model.tensor === column.tensor && model.index === column.index
      && model.datatype === column.datatype && column.clock === (column.role === "input" && clocks.has(column.name));
  });
  const file = new Set([...ready.profile.columns.map((column) => column.name), ...ready.profile.notMonitored.map((line) => line.slice(0, line.indexOf(": ")))]);
  return known && [...now.keys()].every((name) => file.has(name) || ready.profile?.missingColumns.includes(name));
}
