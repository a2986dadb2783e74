import { limiter } from "../../platform/limit.ts";
import type { FilePreview } from "./contract-version.ts";

type Head = Extract<FilePreview, { kind: "table" }>;
const rowsShown = 100;
const columnsShown = 100;
const longestValue = 200;
const timeLimitMs = 10_000;
const memoryLimit = "256MB";
/** Each reader may take its memory limit: so many at once. */
const turn = limiter(2);

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** DuckDB reads a path as a glob pattern: its signs are put in a class of their own. */
const quotePath = (path: string): string => `'${path.replace(/[[*?]/g, "[$&]").replaceAll("'", "''")}'`;
const asText = (value: unknown): string | null => (typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : null);

/**
 * Schema, number of rows and first rows of a Parquet file, by a reader with bounded memory and time.
 * @throws Error in the reader's words
 */
export function parquetHead(path: string): Promise<Head> {
  return turn(async () => {
    // Loaded here: the other processes import this domain too, and never need the engine.
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: memoryLimit, temp_directory: "", autoinstall_known_extensions: "false" });
    const connection = await instance.connect();
    const timer = setTimeout(() => connection.interrupt(), timeLimitMs);
    try {
      const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
      const source = `read_parquet(${quotePath(path)}, hive_partitioning = false)`;
      const described = (await read(`DESCRIBE SELECT * FROM ${source}`)).map(([name, type]) => ({ name: asText(name) ?? "", type: asText(type) }));
      const columns = described.slice(0, columnsShown);
      const [total] = await read(`SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(${quotePath(path)})`);
      const values = columns.map(({ name }) => `left(CAST(${quoteName(name)} AS VARCHAR), ${longestValue})`);
      const rows = values.length === 0 ? [] : await read(`SELECT ${values.join(", ")} FROM ${source} LIMIT ${rowsShown}`);
      return { kind: "table", form: "parquet", columns, head: rows.map((row) => row.map(asText)), rows: Number(asText(total?.[0]) ?? 0), columnsLeft: described.length - columns.length };
    } finally {
      clearTimeout(timer);
      connection.closeSync();
      instance.closeSync();
    }
  });
}
