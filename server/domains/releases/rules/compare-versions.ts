import type { ArtifactRow, MetricRow, SignatureRow, TextRow } from "../../../shared/compare.ts";
import type { Signature } from "../contract.ts";
import { directionOf } from "../../../shared/metric-direction.ts";
import { compareMetrics, type Metric } from "./compare-metrics.ts";

type Pair = { key: string; value: string };
type Column = Signature["inputs"][number];
type File = { path: string; size: number; sha256: string };

const keysOf = (lists: readonly (readonly { key: string }[])[]): string[] => [...new Set(lists.flatMap((list) => list.map((one) => one.key)))].toSorted();
const allSame = (values: readonly unknown[]): boolean => values.every((value) => value === values[0]);
/** What differs first; within that the order they came in. */
const differingFirst = <Row extends { differs: boolean }>(rows: readonly Row[]): Row[] => [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];

/**
 * Metrics of each version, the first being the reference: the change against it, and whether that is better by what the
 * metric's name says. A name that says nothing, and a value that is not there, gets no verdict.
 */
export function metricRows(versions: readonly (readonly Metric[])[]): MetricRow[] {
  const [reference = []] = versions;
  const compared = versions.map((metrics) => new Map(compareMetrics(reference, metrics).map((row) => [row.key, row])));
  return keysOf(versions).map((key) => {
    const cells = compared.map((rows, index): MetricRow["cells"][number] => {
      const row = rows.get(key);
      return { value: row?.challenger ?? null, change: index === 0 ? null : row?.change ?? null, verdict: index === 0 ? "unknown" : row?.verdict ?? "unknown" };
    });
    return { key, direction: directionOf(key), differs: !allSame(cells.map((cell) => cell.value)), cells };
  });
}

/** Parameters or tags by key; null where a version has none of it. What differs comes first. */
export function textRows(versions: readonly (readonly Pair[])[]): TextRow[] {
  const maps = versions.map((pairs) => new Map(pairs.map((pair) => [pair.key, pair.value])));
  return differingFirst(keysOf(versions).map((key) => {
    const values = maps.map((map) => map.get(key) ?? null);
    return { key, values, differs: !allSame(values) };
  }));
}

/** A column's type as a person reads it: `double`, `float32 [n, 3], optional`. */
export function typeText(column: Column): string {
  const shape = column.shape === null ? "" : ` [${column.shape.map((size) => (size < 0 ? "n" : size)).join(", ")}]`;
  return `${column.type}${shape}${column.required ? "" : ", optional"}`;
}

function sideRows(role: SignatureRow["role"], sides: readonly (readonly Column[])[]): SignatureRow[] {
  const names = [...new Set(sides.flatMap((columns) => columns.map((column) => column.name)))];
  const maps = sides.map((columns) => new Map(columns.map((column) => [column.name, typeText(column)])));
  return names.map((name) => {
    const reference = maps[0]?.get(name) ?? null;
    const cells = maps.map((map): SignatureRow["cells"][number] => {
      const type = map.get(name) ?? null;
      if (type === reference) return { type, state: "same" };
      return { type, state: type === null ? "removed" : reference === null ? "added" : "changed" };
    });
    return { role, name, differs: cells.some((cell) => cell.state !== "same"), cells };
  });
}

/** Columns by role and name; each version's state is against the first one's. An absent signature has no columns. */
export function signatureRows(signatures: readonly (Signature | null)[]): SignatureRow[] {
  return differingFirst([
    ...sideRows("input", signatures.map((signature) => signature?.inputs ?? [])),
    ...sideRows("output", signatures.map((signature) => signature?.outputs ?? [])),
  ]);
}

/** Files by path; they are the same when their SHA-256 is. */
export function artifactRows(versions: readonly (readonly File[])[]): ArtifactRow[] {
  const maps = versions.map((files) => new Map(files.map((file) => [file.path, { size: file.size, sha256: file.sha256 }])));
  const files = [...new Set(versions.flatMap((list) => list.map((file) => file.path)))].toSorted();
  return differingFirst(files.map((path) => {
    const cells = maps.map((map) => map.get(path) ?? null);
    return { path, differs: !allSame(cells.map((cell) => cell?.sha256 ?? null)), cells };
  }));
}
