import { SignalboxError } from "../../../shared/errors.ts";

const limits = { metrics: 1000, params: 100, tags: 100 } as const;
const most = 1000;

/** The greatest double, which stands for infinity in what is stored, as MLflow has it. */
export const storedNumber = (value: number): number => (value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value);

/** Cuts to `limit` characters without halving one. */
export const truncated = (value: string, limit: number): string => (value.length <= limit ? value : Array.from(value).slice(0, limit).join(""));

/** @throws invalid_input for too many of a kind, too many in all, a parameter's key twice */
export function checkBatch(batch: { metrics: readonly unknown[]; params: readonly { key: string }[]; tags: readonly unknown[] }): void {
  for (const kind of ["metrics", "params", "tags"] as const) {
    const count = batch[kind].length;
    if (count > limits[kind]) throw new SignalboxError("invalid_input", `A batch logging request can contain at most ${limits[kind]} ${kind}. Got ${count} ${kind}. Please split up ${kind} across multiple requests and try again.`);
  }
  const total = batch.metrics.length + batch.params.length + batch.tags.length;
  if (total > most) throw new SignalboxError("invalid_input", `A batch logging request can contain at most ${most} metrics, params, and tags in total. Got ${total}. Please split up the request and try again.`);
  const keys = batch.params.map((one) => one.key);
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  if (repeated.length > 0) throw new SignalboxError("invalid_input", `Duplicate parameter keys have been submitted: [${repeated.map((key) => `'${key}'`).join(", ")}]. Please ensure the request contains only one param value per param key.`);
}
