/** What an event says of a prediction, whatever its form, as the monitored columns of a version. Pure. */
import type { BaselineProfile, ReferenceColumn } from "../../../domains/monitoring/contract.ts";
import { castTo, isReal, isWhole } from "../../../domains/monitoring/rules/cast.ts";
import type { ColumnValues } from "../../../domains/monitoring/rules/fold.ts";
import { NonFinite } from "../../../adapters/http/oip/index.ts";
import { badLine, isMembers, type Members } from "../lines.ts";

type Cell = number | string | boolean | null;
/** Row-major cells of one named series; null: a rank that is not monitored. */
type Series = { rows: number; width: number; cells: ArrayLike<unknown> | null };
/** By name; rows of a V1 body have none and stand under `unnamed`. */
export type Given = ReadonlyMap<string, Series>;
export const unnamed = "";
/** Column names that the version's signature gives, in its order. */
export type SignedNames = { inputs: readonly string[]; outputs: readonly string[] };
export type Role = "inputs" | "outputs";

const shown = (value: unknown): string => {
  if (value instanceof NonFinite) return String(value.value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return value === null ? "null" : "an object";
  const said = typeof value === "string" ? JSON.stringify(value.slice(0, 41)) : String(value as number | bigint | boolean | undefined);
  return said.length > 40 ? `${said.slice(0, 40)}…` : said;
};
const named = (names: Iterable<string>) => {
  const all = [...names];
  return all.length === 0 ? "none" : `${all.slice(0, 20).join(", ")}${all.length > 20 ? `, … ${all.length} in all` : ""}`;
};

/** @param what its place, for the refusal */
function seriesOf(what: string, value: unknown): Series {
  if (!Array.isArray(value)) {
    if (isMembers(value) && !(value instanceof NonFinite)) throw badLine(`${what} is an object: a value, or a list with one value a row, is wanted.`);
    return { rows: 1, width: 1, cells: [value] };
  }
  const list = value as unknown[];
  if (!list.some(Array.isArray)) return { rows: list.length, width: 1, cells: list };
  const width = Array.isArray(list[0]) ? list[0].length : 0;
  if (!list.every((row) => Array.isArray(row) && row.length === width)) throw badLine(`${what}: its rows differ in length.`);
  return { rows: list.length, width, cells: list.flat() };
}

function flat(data: readonly unknown[]): unknown[] {
  let cells = [...data];
  // As deep as any tensor: what is nested deeper has the wrong number of elements.
  for (let depth = 0; depth < 8 && cells.some(Array.isArray); depth += 1) cells = cells.flat();
  return cells;
}

/** A tensor of the Open Inference Protocol with its data in JSON. */
function tensorSeries(role: Role, tensor: unknown): [string, Series] {
  if (!isMembers(tensor) || typeof tensor["name"] !== "string") throw badLine(`${role}: each tensor of a list is an object with a name.`);
  const { name, shape, data } = tensor;
  const what = `${role}.${name as string}`;
  if (!Array.isArray(data)) throw badLine(`${what} has no data in JSON: binary tensors cannot be read from an event.`);
  if (!Array.isArray(shape) || !shape.every((size): size is number => Number.isSafeInteger(size) && (size as number) >= 0)) throw badLine(`${what} has no shape.`);
  const cells = flat(data);
  const wanted = shape.reduce((product, size) => product * size, 1);
  if (cells.length !== wanted) throw badLine(`${what} has the shape [${shape.join(",")}] and ${cells.length} elements, ${wanted} wanted.`);
  return [name as string, { rows: shape[0] ?? 1, width: shape.length === 2 ? (shape[1] ?? 0) : 1, cells: shape.length > 2 ? null : cells }];
}

/** `{name: value}`, `{name: [values]}` or a list of tensors; what is absent gives nothing. @throws LineRefusal */
export function readValues(role: Role, value: unknown): Given {
  if (value === undefined || value === null) return new Map();
  const pairs = Array.isArray(value) ? value.map((tensor) => tensorSeries(role, tensor)) : isMembers(value) ? Object.entries(value).map(([name, one]): [string, Series] => [name, seriesOf(`${role}.${name}`, one)]) : null;
  if (pairs === null) throw badLine(`${role} is ${shown(value)}: an object of values by name, or a list of tensors, is wanted.`);
  const given = new Map(pairs);
  if (given.size < pairs.length) throw badLine(`${role} name a tensor twice.`);
  return given;
}

/** `instances` or `predictions` of the V1 protocol: rows by name, rows of values, or one value a row. @throws LineRefusal */
export function readRows(role: Role, value: unknown): Given {
  const what = role === "inputs" ? "instances" : "predictions";
  if (!Array.isArray(value)) throw badLine(`${what} is not a list.`);
  const rows = value as unknown[];
  if (!rows.some(isMembers)) return new Map([[unnamed, seriesOf(what, rows)]]);
  if (!rows.every(isMembers)) throw badLine(`${what}: some rows have names and some have not.`);
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  if (names.size > 10_000) throw badLine(`${what} name ${names.size} columns, 10,000 at most are read.`);
  const cellOf = (row: Members, name: string) => (Object.hasOwn(row, name) ? row[name] : null);
  return new Map([...names].map((name) => [name, seriesOf(`${what}.${name}`, rows.map((row) => cellOf(row, name)))]));
}

function numberOf(cell: unknown, { datatype }: ReferenceColumn, what: string): number {
  const value = cell instanceof NonFinite ? cell.value : typeof cell === "bigint" ? Number(cell) : cell;
  const whole = isWhole(datatype);
  if (typeof value !== "number" || (whole && !Number.isInteger(value))) throw badLine(`${what} is ${shown(cell)}, ${whole ? "a whole number" : "a number"} wanted.`);
  const cast = castTo(datatype)(value);
  if (!(cell instanceof NonFinite) && !Number.isFinite(cast)) throw badLine(`${what} is out of range for ${datatype}.`);
  return cast;
}

function cellOf(cell: unknown, column: ReferenceColumn, what: string): Cell {
  if (cell === null || cell === undefined) return null;
  const { datatype } = column;
  if (isReal(datatype) || isWhole(datatype)) return numberOf(cell, column, what);
  if (datatype === "BOOL") {
    if (cell === true || cell === 1) return true;
    if (cell === false || cell === 0) return false;
    throw badLine(`${what} is ${shown(cell)}, true or false wanted.`);
  }
  if (typeof cell !== "string") throw badLine(`${what} is ${shown(cell)}, text wanted.`);
  return cell;
}

/** Where a column is found: a series and a place in its last dimension. */
type Place = { series: Series; index: number };

/** Columns of one role, with how wide each tensor is. */
function placer(given: Given, columns: readonly ReferenceColumn[], signed: readonly string[]): (column: ReferenceColumn) => Place | null {
  const widths = new Map<string, number>();
  for (const { tensor, index } of columns) widths.set(tensor, Math.max(widths.get(tensor) ?? 0, index + 1));
  const wide = [...given].filter(([name, { width, cells }]) => cells !== null && (name === unnamed || width > 1));
  const alone = wide.length === 1 ? wide[0]?.[1] : undefined;
  const inOrder = (column: ReferenceColumn): number => {
    if (alone === undefined) return -1;
    if (signed.length === alone.width && signed.includes(column.name)) return signed.indexOf(column.name);
    if (widths.size === 1) return column.index;
    return columns.length === alone.width ? columns.indexOf(column) : -1;
  };
  return (column) => {
    const tensor = given.get(column.tensor);
    if (tensor?.cells && column.name !== column.tensor && tensor.width === 1 && widths.get(column.tensor) === tensor.rows) return { series: { ...tensor, rows: 1, width: tensor.rows }, index: column.index };
    if (tensor?.cells && column.index < tensor.width) return { series: tensor, index: column.index };
    const own = given.get(column.name);
    if (own?.cells && own.width === 1) return { series: own, index: 0 };
    const index = inOrder(column);
    return alone !== undefined && index >= 0 && index < alone.width ? { series: alone, index } : null;
  };
}

export type Counts = { rows: number; columns: Record<string, ColumnValues> };

/**
 * The values of the version's monitored columns, cast to their datatypes. A column is found by its tensor and place, by
 * its own name, or by its place in the signature where rows come without names.
 * @param profile null: only rows are counted
 * @throws LineRefusal for no rows, rows that differ, a wrong type, or nothing that is monitored
 */
export function columnsOfEvent(profile: BaselineProfile | null, given: Record<Role, Given>, signed: SignedNames): Counts {
  const placed = (["inputs", "outputs"] as const).flatMap((role) => {
    const columns = profile?.columns.filter((column) => `${column.role}s` === role) ?? [];
    const place = placer(given[role], columns, signed[role]);
    return columns.map((column) => ({ column, role, place: place(column) }));
  });
  const found = placed.flatMap(({ column, role, place }) => (place ? [{ column, role, place }] : []));
  if (profile !== null && found.length === 0 && profile.columns.length > 0) {
    throw badLine(`None of inputs (${named(given.inputs.keys())}) and outputs (${named(given.outputs.keys())}) is a monitored column; there are ${named(profile.columns.map(({ name }) => name))}.`);
  }
  const counted = found.length > 0 ? found.map(({ place }) => place.series.rows) : [...given.inputs.values(), ...given.outputs.values()].map(({ rows }) => rows);
  const rows = counted[0] ?? 0;
  if (rows === 0) throw badLine("It holds no rows: inputs and outputs are wanted.");
  if (counted.some((other) => other !== rows)) throw badLine(`Its columns differ in rows: ${[...new Set(counted)].join(" and ")}.`);
  return {
    rows,
    columns: Object.fromEntries(found.map(({ column, role, place: { series, index } }) => [
      column.name, Array.from({ length: rows }, (_, row) => cellOf(series.cells?.[row * series.width + index], column, `${role}.${column.name}`)),
    ])),
  };
}
