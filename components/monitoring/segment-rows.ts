import type { ColumnStateView } from "#server/domains/monitoring/contract.ts";
import type { SegmentItem, SegmentsView } from "#server/domains/monitoring/contract-segments.ts";
import type { LampShown } from "../ui/lamp.tsx";

/** Rows shown before all are asked for. */
export const segmentsShown = 10;
export const segmentSorts = ["drift", "rows", "segment", "quality"] as const;
export type SegmentSort = (typeof segmentSorts)[number];
const falls = "-";

/** What the address asks for: the worst first unless it says otherwise. */
export function segmentSort(text: string | undefined): { by: SegmentSort; down: boolean } {
  const by = segmentSorts.find((name) => name === text?.replace(/^-/, ""));
  return by === undefined ? { by: "drift", down: true } : { by, down: text?.startsWith(falls) ?? false };
}

/** One number of quality: the share that was right, or how far an amount is off. */
export const qualityNumber = ({ quality }: SegmentItem): number | null => quality?.accuracy ?? quality?.mae ?? null;

/** In the asked order; what has no number stands last either way. The given order is the worst first. */
export function sortSegments(items: readonly SegmentItem[], asked: string | undefined): SegmentItem[] {
  const { by, down } = segmentSort(asked);
  if (by === "drift") return down ? [...items] : items.toReversed();
  const sign = down ? -1 : 1;
  if (by === "segment") return items.toSorted((a, b) => sign * (a.segment < b.segment ? -1 : 1));
  const value = (item: SegmentItem) => (by === "rows" ? item.rows : qualityNumber(item));
  return items.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    return x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
  });
}

/** A verdict's lamp; what is not told has none of the others. */
export function segmentLamp(verdict: SegmentItem["verdict"]): LampShown {
  switch (verdict) {
    case "alert": return "alert";
    case "warn": return "drifting";
    case "none": case "notice": return "steady";
    case "undecided": case null: return "unknown";
  }
}

export const segmentWords = ({ input, value }: Pick<SegmentItem, "input" | "value">): string => `${input}: ${value === "" ? "(empty)" : value}`;

/** A segment's columns as the page's table has them. */
export function segmentColumns(features: NonNullable<SegmentItem["features"]>): ColumnStateView[] {
  return features.map((one): ColumnStateView => ({
    column: one.feature, role: one.role, kind: one.kind, lamp: one.clock ? "clock" : segmentLamp(one.verdict), psi: one.psi, js: one.js, psiLower: one.psiLower, verdict: one.verdict,
    missingShare: one.missingShare, unseenShare: one.unseenShare, rows: one.rows, moved: null, adds: null, spark: [],
  })).toSorted((a, b) => Number(a.lamp === "clock") - Number(b.lamp === "clock") || (b.psiLower ?? -1) - (a.psiLower ?? -1) || (b.psi ?? -1) - (a.psi ?? -1));
}

export const csvOfSegments = (view: SegmentsView): (string | number | null)[][] => [
  ["input", "value", "rows", "share", "baseline_rows", "baseline_share", "worst_column", "psi", "js", "psi_lower", "verdict", "labelled", "accuracy", "f1", "mae", "rmse"],
  ...view.items.map((item) => [item.input, item.value, item.rows, item.share, item.baselineRows, item.baselineShare, item.feature, item.psi, item.js, item.psiLower, item.verdict, item.quality?.labelled ?? null, item.quality?.accuracy ?? null, item.quality?.f1 ?? null, item.quality?.mae ?? null, item.quality?.rmse ?? null]),
];
