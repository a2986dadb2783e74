import { SignalboxError } from "../../../shared/errors.ts";

/**
 * The parts of an upload in the order of their numbers, as its author lists them.
 * @param stored what arrived. @throws invalid_input for none, a number twice, a part that is not there or is another
 */
export function orderedParts(listed: readonly { number: number; etag: string }[], stored: readonly { number: number; sha256: string }[]): string[] {
  if (listed.length === 0) throw new SignalboxError("invalid_input", "An upload is completed with the list of its parts.");
  const known = new Map(stored.map((one) => [one.number, one.sha256]));
  const sorted = listed.toSorted((left, right) => left.number - right.number);
  return sorted.map((one, index) => {
    if (one.number === sorted[index - 1]?.number) throw new SignalboxError("invalid_input", `Part ${one.number} is listed twice.`);
    const sha256 = known.get(one.number);
    if (sha256 === undefined) throw new SignalboxError("invalid_input", `Part ${one.number} was not sent.`);
    if (one.etag.replace(/^W\//, "").replaceAll('"', "") !== sha256) throw new SignalboxError("invalid_input", `Part ${one.number} has another ETag: send it again.`);
    return sha256;
  });
}
