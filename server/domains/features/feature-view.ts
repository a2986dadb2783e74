import type { FeatureDetail, FeatureView } from "./contract.ts";
import type { FeatureRow, ServedReader } from "./store.ts";

type ColumnLamp = NonNullable<FeatureView["lamp"]>;
/** A clock has no verdict, so any verdict says more. */
const severity = { alert: 4, drifting: 3, steady: 2, unknown: 1, clock: 0 } as const satisfies Record<ColumnLamp, number>;

export const lampOfReader = (reader: ServedReader): ColumnLamp => (reader.lamp ?? "unknown") as ColumnLamp;

/** The worst first: by lamp, then by PSI. */
export const byWorst = (a: ServedReader, b: ServedReader): number => severity[lampOfReader(b)] - severity[lampOfReader(a)] || (b.psi ?? -1) - (a.psi ?? -1);

/** A feature with the state of its worst served reader. */
export function featureView(row: FeatureRow, served: readonly ServedReader[]): FeatureView {
  const worst = served.filter((reader) => reader.name === row.name).sort(byWorst)[0];
  return {
    ...row,
    lamp: worst === undefined ? null : lampOfReader(worst), psi: worst?.psi ?? null,
    shown: worst === undefined ? null : { model: worst.model, version: worst.version, environment: worst.environment },
  };
}

/** One version that reads the feature, in its worst state among the environments that serve it. */
export function readerView(reader: { versionId: number; model: string; version: string }, served: readonly ServedReader[]): FeatureDetail["readers"][number] {
  const own = served.filter((candidate) => candidate.versionId === reader.versionId);
  const worst = [...own].sort(byWorst)[0];
  return {
    model: reader.model, version: reader.version, environments: own.map((candidate) => candidate.environment),
    lamp: worst === undefined ? null : lampOfReader(worst), psi: worst?.psi ?? null, js: worst?.js ?? null, rows: worst?.rows ?? null,
  };
}
