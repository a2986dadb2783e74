import { SignalboxError } from "../../../shared/errors.ts";

/**
 * What an MLflow endpoint takes, field by field. Null, absent and "" are all "missing"; the refusals are MLflow's
 * sentences (mlflow 3.17, `_validate_param_against_schema`).
 */
export type Field<T> = {
  read(value: unknown, at: string): T;
  /** "" is a value of the wrong type here, not a missing one. */
  strict?: true;
};
export type Fields = Record<string, Field<unknown>>;
export type Input<F extends Fields> = { [Key in keyof F]: F[Key] extends Field<infer T> ? T : never };

const more = "See the API docs for more information about request parameters.";
export const missing = (at: string) => new SignalboxError("invalid_input", `Missing value for required parameter '${at}'. ${more}`);

function typeName(value: unknown): string {
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return Array.isArray(value) ? "list" : "dict";
}
export const wrongType = (value: unknown, at: string) =>
  new SignalboxError("invalid_input", `Invalid value ${JSON.stringify(value)} for parameter '${at}' supplied:  Hint: Value was of type '${typeName(value)}'. ${more}`);

const absent = (value: unknown) => value === undefined || value === null || value === "";
const unset = (value: unknown) => value === undefined || value === null;
/** A query argument comes as the list of its values; a plain field takes the last. */
const single = (value: unknown) => (value instanceof QueryValues ? value.values.at(-1) : value);

/** Marks what came from a query string, where everything is text and lists are repeated keys. */
export class QueryValues {
  readonly values: string[];
  constructor(values: string[]) {
    this.values = values;
  }
}

function checkedText(value: unknown, at: string): string {
  if (typeof value !== "string") throw wrongType(value, at);
  // PostgreSQL's text holds neither.
  if (value.includes("\0") || !value.isWellFormed()) throw new SignalboxError("invalid_input", `Invalid value for parameter '${at}' supplied: it holds a character that is no text (NUL or half of a surrogate pair).`);
  return value;
}

/** Text; "" when it is missing. */
export const text: Field<string> = { read: (value, at) => (absent(single(value)) ? "" : checkedText(single(value), at)) };

export const required = <T>(field: Field<T>): Field<T> => ({
  read(value, at) {
    const one = single(value);
    if (one === undefined || one === null || (one === "" && !field.strict)) throw missing(at);
    return field.read(value, at);
  },
});

function asNumber(value: unknown, at: string): number {
  const one = single(value);
  if (typeof one === "number" || typeof one === "boolean") return Number(one);
  const words: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };
  if (typeof one === "string" && one in words) return words[one] ?? Number.NaN;
  if (typeof one === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(one)) return Number(one);
  throw wrongType(one, at);
}

/** A double, NaN and the infinities by name. */
export const number: Field<number> = { read: asNumber };

/** A whole number (int64 may come as text); `fallback` when it is missing. */
export const whole = (fallback: number, range: { min?: number; max?: number } = {}): Field<number> => ({
  read(value, at) {
    if (unset(single(value))) return fallback;
    if (typeof value === "boolean") throw wrongType(value, at);
    // Metric times of some clients are doubles; what stands behind the point does not count.
    const given = typeof value === "number" ? Math.trunc(value) : asNumber(value, at);
    if (!Number.isSafeInteger(given) || given > (range.max ?? Number.MAX_SAFE_INTEGER)) throw wrongType(single(value), at);
    if (given < (range.min ?? -Number.MAX_SAFE_INTEGER)) throw new SignalboxError("invalid_input", `Invalid value for ${at}. It must be ${range.min === 1 ? "a positive integer" : `at least ${range.min}`}, but got ${given}`);
    return given;
  },
  strict: true,
});

export const optionalWhole: Field<number | undefined> = { read: (value, at) => (unset(single(value)) ? undefined : whole(0).read(value, at)) };
export const optionalText: Field<string | undefined> = { read: (value, at) => text.read(value, at) || undefined };
/** Text that may be said to be empty: undefined only when it was left out. */
export const saidText: Field<string | undefined> = { read: (value, at) => (unset(single(value)) ? undefined : text.read(value, at)) };

export const flag: Field<boolean> = {
  read(value, at) {
    const one = single(value);
    if (unset(one) || one === false || one === "false" || one === "False") return false;
    if (one === true || one === "true" || one === "True") return true;
    throw wrongType(one, at);
  },
};

/** One of some words, or its number (`first` is the first word's); another is as if it were missing, as protobuf's JSON reader has it. */
export const word = <Word extends string>(words: readonly Word[], first = 1): Field<Word | undefined> => ({
  read(value, at) {
    const one = single(value);
    if (typeof one === "object" && one !== null) throw wrongType(one, at);
    return typeof one === "number" || typeof one === "boolean" ? words[Number(one) - first] : words.find((name) => name === one);
  },
});

export const texts: Field<string[]> = {
  read(value, at) {
    if (value instanceof QueryValues) return value.values.map((one) => checkedText(one, at));
    if (unset(value)) return [];
    if (!Array.isArray(value)) throw wrongType(value, at);
    return value.map((one: unknown, index) => checkedText(one, `${at}[${index}]`));
  },
};

export const list = <F extends Fields>(fields: F): Field<Input<F>[]> => ({
  read(value, at) {
    if (unset(value)) return [];
    if (!Array.isArray(value)) throw wrongType(value, at);
    return value.map((one: unknown, index) => {
      if (typeof one !== "object" || one === null || Array.isArray(one)) throw wrongType(one, `${at}[${index}]`);
      return readFields(fields, one as Record<string, unknown>, `${at}[${index}].`);
    });
  },
});

/** One object of fields; all of them missing when it is. */
export const one = <F extends Fields>(fields: F): Field<Input<F>> => ({
  read(value, at) {
    if (unset(value)) return readFields(fields, {}, `${at}.`);
    if (typeof value !== "object" || Array.isArray(value)) throw wrongType(value, at);
    return readFields(fields, value as Record<string, unknown>, `${at}.`);
  },
});

/** Reads every field; unknown ones are ignored. @throws invalid_input in MLflow's words */
export function readFields<F extends Fields>(fields: F, raw: Record<string, unknown>, prefix = ""): Input<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.read(raw[name], prefix + name)])) as Input<F>;
}

export const tags = list({ key: required(text), value: text });

/** An opaque page token is the offset of the next row. */
export const pageToken: Field<number> = {
  read(value, at) {
    const token = text.read(value, at);
    if (token === "") return 0;
    try {
      const parsed: unknown = JSON.parse(atob(token));
      const offset = typeof parsed === "object" && parsed !== null && "offset" in parsed ? Number(parsed.offset) : Number.NaN;
      if (Number.isSafeInteger(offset) && offset >= 0) return offset;
    } catch {
      // the one refusal below
    }
    throw new SignalboxError("invalid_input", "Invalid page token, could not base64-decode");
  },
};
export const tokenOf = (offset: number | null): string | undefined => (offset === null ? undefined : btoa(JSON.stringify({ offset })));

/** An experiment's id is decimal text. No experiment has an id that int4 does not hold: then −1, which none has. */
export const experimentId = (at: string, value: string): number => {
  if (value === "") throw missing(at);
  if (!/^[+-]?\d+$/.test(value.trim())) throw new SignalboxError("invalid_input", `Invalid experiment ID '${value}'. Experiment ID must be a valid integer.`);
  const id = Number(value);
  return id >= 0 && id <= 2_147_483_647 ? id : -1;
};
