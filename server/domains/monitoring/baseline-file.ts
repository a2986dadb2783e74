import { open } from "node:fs/promises";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { BaselineProblem } from "./baseline-problem.ts";

export type FileColumn = { name: string; type: string };
/** A Parquet or CSV file open in a DuckDB of its own, as the view `source`. Close it. */
export type BaselineFile = { columns: FileColumn[]; rows: number; connection: DuckDBConnection; close(): void };

const memoryLimit = "1GB";
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** DuckDB reads a path as a glob pattern: its signs are put in a class of their own. */
const literalPath = (path: string): string => quoteText(path.replace(/[[*?]/g, "[$&]"));

/** A small result as text: numbers in full, "" for null. */
export async function readRows(connection: DuckDBConnection, sql: string): Promise<string[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) => row.map((value) => (typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : "")));
}

async function startsAsParquet(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === "PAR1";
  } finally {
    await file.close();
  }
}

/** What the reader said, without paths and hints: its first line. */
export function readerWords(error: unknown, path: string): string {
  const first = (error instanceof Error ? error.message : String(error)).split("\n").find((line) => line.trim() !== "") ?? "";
  return first.replaceAll(path, "the file").slice(0, 300);
}

/**
 * Opens a baseline, whatever the blob is called on disk.
 * @param file `path` local, `name` as it was logged, `spillFolder` for sorts that outgrow memory
 * @throws BaselineProblem when it is neither Parquet nor CSV, or has no rows
 */
export async function openBaseline(file: { path: string; name: string; spillFolder: string }): Promise<BaselineFile> {
  const parquet = await startsAsParquet(file.path);
  if (!parquet && /\.(parquet|pq)$/i.test(file.name)) throw new BaselineProblem(`${file.name} is not a Parquet file: it does not begin with PAR1.`);
  // Loaded here: the other processes import this domain too, and never need the engine.
  const { DuckDBInstance: Engine } = await import("@duckdb/node-api");
  const instance: DuckDBInstance = await Engine.create(":memory:", {
    threads: "2", memory_limit: memoryLimit, temp_directory: file.spillFolder, autoinstall_known_extensions: "false", preserve_insertion_order: "false",
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    // A CSV is read as text and cast column by column: a sniffed type would turn the label 007 into 7.
    await connection.run(parquet
      ? `CREATE VIEW source AS SELECT * FROM read_parquet(${literalPath(file.path)}, hive_partitioning = false)`
      : `CREATE TABLE source AS SELECT * FROM read_csv(${literalPath(file.path)}, header = true, all_varchar = true, hive_partitioning = false, compression = 'none')`);
    const described = await readRows(connection, "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'source' ORDER BY column_index");
    const columns = described.map(([name = "", type = ""]) => ({ name, type }));
    const rows = Number((await readRows(connection, "SELECT count(*) FROM source"))[0]?.[0]);
    if (rows === 0) throw new BaselineProblem(`${file.name} has no rows.`);
    return { columns, rows, connection, close };
  } catch (error) {
    close();
    if (error instanceof BaselineProblem) throw error;
    throw new BaselineProblem(`${file.name} cannot be read as ${parquet ? "Parquet" : "CSV"}: ${readerWords(error, file.path)}`);
  }
}
