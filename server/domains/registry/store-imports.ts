import type { Db } from "../../platform/db.ts";

export type ImportKind = "experiment" | "run" | "loggedModel" | "model" | "version";
/** What stands here for a thing of another server; an empty stamp says that it is not whole yet. */
export type ImportedItem = { sourceId: string; localId: string; stamp: string };

export async function readItems(db: Db, of: { source: string; kind: ImportKind; ids: readonly string[] }): Promise<ImportedItem[]> {
  return db.hot<ImportedItem>("registry.imports", `SELECT source_id AS "sourceId", local_id AS "localId", stamp FROM import_item WHERE source = $1 AND kind = $2 AND source_id = ANY($3::text[])`, [of.source, of.kind, of.ids]);
}

export async function putItem(db: Db, one: ImportedItem & { source: string; kind: ImportKind; at: Date }): Promise<void> {
  await db.hot("registry.imports.put", `INSERT INTO import_item (source, kind, source_id, local_id, stamp, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (source, kind, source_id) DO UPDATE SET local_id = EXCLUDED.local_id, stamp = EXCLUDED.stamp, at = EXCLUDED.at`, [one.source, one.kind, one.sourceId, one.localId, one.stamp, one.at]);
}

const tables = { run: "run", loggedModel: "logged_model" } as const;

/** Whether a row has this id, deleted ones too. */
export async function isTaken(db: Db, kind: keyof typeof tables, id: string): Promise<boolean> {
  return (await db.pool.query(`SELECT 1 FROM ${tables[kind]} WHERE id = $1`, [id])).rows.length > 0;
}
