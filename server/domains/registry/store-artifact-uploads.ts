import type { Db, Tx } from "../../platform/db.ts";
import { outside } from "./store-sql.ts";

export type UploadRecord = { id: string; path: string; actorId: string; parts: { number: number; sha256: string }[] };

export async function insertUpload(tx: Tx, one: { id: string; path: string; actorId: string; at: Date }): Promise<void> {
  await tx.multipartUpload.create({ data: { id: one.id, path: one.path, actor_id: one.actorId, created_at: one.at }, select: { id: true } });
}

/** @param since begun before this, it is not there any more */
export async function uploadExists(db: Db, id: string, since: Date): Promise<boolean> {
  return (await outside(db)<{ id: string }>("SELECT id FROM multipart_upload WHERE id = $1 AND created_at >= $2", [id, since])).length > 0;
}

/** @param since begun before this, it is not there any more */
export async function readUpload(db: Db, id: string, since: Date): Promise<UploadRecord | null> {
  const [row] = await outside(db)<UploadRecord>(
    `SELECT u.id, u.path, u.actor_id AS "actorId", COALESCE((SELECT json_agg(json_build_object('number', p.number, 'sha256', p.sha256)) FROM multipart_part p WHERE p.upload_id = u.id), '[]'::json) AS parts
     FROM multipart_upload u WHERE u.id = $1 AND u.created_at >= $2`, [id, since]);
  return row ?? null;
}

/** @returns false when the upload is not there any more */
export async function putPart(tx: Tx, part: { uploadId: string; number: number; sha256: string; size: number }): Promise<boolean> {
  const count = await tx.$executeRawUnsafe(
    `INSERT INTO multipart_part (upload_id, number, sha256, size) SELECT u.id, $2, $3, $4 FROM multipart_upload u WHERE u.id = $1 FOR KEY SHARE
     ON CONFLICT (upload_id, number) DO UPDATE SET sha256 = EXCLUDED.sha256, size = EXCLUDED.size`, part.uploadId, part.number, part.sha256, part.size);
  return count > 0;
}

/** With its parts. @returns false when there was none */
export async function deleteUpload(tx: Tx, id: string): Promise<boolean> {
  return (await tx.multipartUpload.deleteMany({ where: { id } })).count > 0;
}

export async function uploadsBefore(db: Db, at: Date): Promise<string[]> {
  return (await outside(db)<{ id: string }>("SELECT id FROM multipart_upload WHERE created_at < $1 ORDER BY created_at LIMIT 100", [at])).map((row) => row.id);
}
