import { SignalboxError } from "../../../shared/errors.ts";
import { checkKey } from "./names.ts";

const limits = { metrics: 1000, params: 100, tags: 100 } as const;
const most = 1000;

/** The greatest double, which stands for infinity in what is stored, as MLflow has it. */
export const storedNumber = (value: number): number => (value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value);

/** Cuts to `limit` characters without halving one. */
export const truncated = (value: string, limit: number): string => (value.length <= limit ? value : Array.from(value).slice(0, limit).join(""));

type Tag = { key: string; value: string };
type Logged = { runId: string; metrics: readonly { key: string; value: number; timestampMs: number }[]; params: readonly Tag[]; tags: readonly Tag[]; single?: true };

/** @throws invalid_input for a bad key or time, too many of a kind, too many in all, a parameter's key twice */
export function checkBatch(batch: Logged): void {
  const at = (kind: string, index: number, field: string) => (batch.single ? field : `${kind}[${index}].${field}`);
  batch.metrics.forEach((one, index) => {
    checkKey(one.key, at("metrics", index, "name"), "Metric name");
    if (one.timestampMs < 0) throw new SignalboxError("invalid_input", `Invalid value ${one.timestampMs} for parameter '${at("metrics", index, "timestamp")}' supplied: metric '${one.key}' (value=${Number.isInteger(one.value) ? one.value.toFixed(1) : one.value}). Timestamp must be a nonnegative long (64-bit integer) `);
  });
  batch.params.forEach((one, index) => checkKey(one.key, at("params", index, "key"), "Param key"));
  batch.tags.forEach((one, index) => checkKey(one.key, at("tags", index, "key"), "key"));
  for (const kind of ["metrics", "params", "tags"] as const) {
    const count = batch[kind].length;
    if (count > limits[kind]) throw new SignalboxError("invalid_input", `A batch logging request can contain at most ${limits[kind]} ${kind}. Got ${count} ${kind}. Please split up ${kind} across multiple requests and try again.`);
  }
  const total = batch.metrics.length + batch.params.length + batch.tags.length;
  if (total > most) throw new SignalboxError("invalid_input", `A batch logging request can contain at most ${most} metrics, params, and tags. Got ${total} metrics, params, and tags. Please split up metrics, params, and tags across multiple requests and try again.`);
  const keys = batch.params.map((one) => one.key);
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  if (repeated.length > 0) throw new SignalboxError("invalid_input", `Duplicate parameter keys have been submitted: [${repeated.map((key) => `'${key}'`).join(", ")}]. Please ensure the request contains only one param value per param key.`);
}

/** What to say where parameters were logged before with other values. @param before as they are stored */
export function changedParams(batch: Logged, before: readonly Tag[]): SignalboxError {
  const given = (key: string) => batch.params.find((one) => one.key === key)?.value ?? "";
  const [first = { key: "", value: "" }] = before;
  const all = before.map((one) => `{'key': '${one.key}', 'old_value': '${one.value}', 'new_value': '${given(one.key)}'}`).join(", ");
  const said = batch.single
    ? `Param with key='${first.key}' was already logged with value='${first.value}' for run ID='${batch.runId}'. Attempted logging new value '${given(first.key)}'.`
    : `Params were already logged='[${all}]' for run ID='${batch.runId}'.`;
  return new SignalboxError("invalid_input", `Changing param values is not allowed. ${said}`);
}
