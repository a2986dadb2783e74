import type { BaselineProfile, ReferenceColumn } from "../../contract.ts";

export const segmentTag = "signalbox.segment_features";
/** Inputs that rows may be segmented by. */
export const segmentInputs = 3;
/** Labels of an input that are segments of their own, the most frequent of the baseline; all other rows are its rest. */
export const segmentValues = 50;

/**
 * What the tag names, as far as it can be: categorical inputs, the first three (SPEC U1). Undefined without a tag; what cannot
 * be is told in words.
 */
export function chooseSegments(tag: string | undefined, columns: readonly ReferenceColumn[]): BaselineProfile["segments"] {
  if (tag === undefined || tag.trim() === "") return undefined;
  const named = [...new Set(tag.split(",").map((name) => name.trim()).filter((name) => name !== ""))];
  const possible = columns.filter((column) => column.role === "input" && column.reference.kind === "categorical").map((column) => column.name);
  const known = named.filter((name) => possible.includes(name));
  const unknown = named.filter((name) => !possible.includes(name));
  const could = possible.length === 0 ? "This version has no categorical input." : `It may name ${possible.slice(0, 20).join(", ")}${possible.length > 20 ? ", …" : ""}.`;
  return {
    tag, inputs: known.slice(0, segmentInputs),
    notes: [
      ...unknown.map((name) => `${segmentTag} names ${name}, which is no categorical input of the baseline. ${could}`),
      ...(known.length > segmentInputs ? [`${segmentTag} names ${known.length} inputs; rows are segmented by the first ${segmentInputs}.`] : []),
    ],
  };
}
