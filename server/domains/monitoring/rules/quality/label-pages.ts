/**
 * The labels of 1,024 rows of one version, by their place (SPEC R2): what tells a repeat from a correction. Two bits a row
 * where all are 0 or 1, else JSON.
 */
import { labelOf } from "../labels.ts";
import type { QualityTask } from "../../contract-quality.ts";
import type { LabelValue } from "./label-counters.ts";

export const pageRows = 1024;
export type LabelPage = Map<number, LabelValue>;

const [bits, json] = [1, 2];

/** @throws SyntaxError, RangeError for bytes that are no page */
export function readPage(bytes: Uint8Array): LabelPage {
  const page: LabelPage = new Map();
  if (bytes.length === 0) return page;
  if (bytes[0] === json) {
    for (const [slot, label] of Object.entries(JSON.parse(Buffer.from(bytes.subarray(1)).toString("utf8")) as Record<string, LabelValue>)) page.set(Number(slot), label);
    return page;
  }
  if (bytes[0] !== bits) throw new RangeError("no page of labels");
  for (let slot = 0; slot < pageRows; slot++) {
    const two = ((bytes[1 + (slot >> 2)] ?? 0) >> ((slot & 3) * 2)) & 3;
    if (two > 0) page.set(slot, two - 1);
  }
  return page;
}

export function pageBytes(page: LabelPage): Buffer {
  if ([...page.values()].some((label) => label !== 0 && label !== 1)) {
    return Buffer.concat([Buffer.of(json), Buffer.from(JSON.stringify(Object.fromEntries(page)), "utf8")]);
  }
  const bytes = Buffer.alloc(1 + pageRows / 4);
  bytes[0] = bits;
  for (const [slot, label] of page) {
    const at = 1 + (slot >> 2);
    bytes[at] = (bytes[at] ?? 0) | ((Number(label) + 1) << ((slot & 3) * 2));
  }
  return bytes;
}

/** Labels and amounts whose squares a double still holds. */
const mostAmount = 1e150;

/** A label as it was sent, as it is compared; or what would be right. */
export function labelValue(task: QualityTask, given: unknown): { label: LabelValue } | { wanted: string } {
  switch (task) {
    case "binary": {
      const label = [0, 1].find((value) => given === value || given === String(value) || given === (value === 1) || given === (value === 1 ? "true" : "false"));
      return label === undefined ? { wanted: "0 or 1, or true or false" } : { label };
    }
    case "multiclass":
      if ((typeof given === "string" && given !== "") || typeof given === "boolean" || typeof given === "bigint" || (typeof given === "number" && Number.isSafeInteger(given))) return { label: labelOf(given) };
      return { wanted: "the name of a class, as text or a whole number" };
    case "regression":
      return typeof given === "number" && Math.abs(given) <= mostAmount ? { label: given } : { wanted: "a number" };
  }
}
