import type { Readable } from "node:stream";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { checkPlace, placeArtifact } from "./artifacts.ts";
import { cleanPath } from "./rules/artifact-paths.ts";
import { orderedParts } from "./rules/upload-parts.ts";
import * as store from "./store-artifact-uploads.ts";

const keptHours = 24;
const mostParts = 10_000;

const unknownUpload = (id: string) => new SignalboxError("not_found", `There is no upload '${id}': it was completed, aborted or is older than ${keptHours} hours.`);

/** The file that an upload makes: the named folder, and the last part of the client's own path. @throws invalid_input */
function targetOf(folder: string, local: string): string {
  const name = local.split(/[/\\]/).at(-1) ?? "";
  if (name === "") throw new SignalboxError("invalid_input", "Invalid path");
  return cleanPath(`${folder}/${name}`);
}

/**
 * Begins an upload in parts. Whoever has its id may send parts for a day, as with a store's presigned addresses; only its
 * author completes it.
 * @throws invalid_input for a path that leaves the root, frozen
 */
export async function beginArtifactUpload(deps: Deps, actor: Actor, input: { folder: string; file: string; parts: number }): Promise<{ id: string; parts: number }> {
  authorise(actor, "registry.write");
  const path = targetOf(input.folder, input.file);
  if (input.parts < 1 || input.parts > mostParts) throw new SignalboxError("invalid_input", `An upload has 1 to ${mostParts} parts, not ${input.parts}.`);
  const id = deps.ids.hex32();
  await deps.db.tx(async (tx) => {
    await checkPlace(tx, path);
    await store.insertUpload(tx, { id, path, actorId: actor.id, at: deps.clock.now() });
  });
  return { id, parts: input.parts };
}

/** Stores one part in constant memory; sent again, the later one counts. @returns its SHA-256. @throws not_found, invalid_input */
export async function storeArtifactPart(deps: Deps, input: { uploadId: string; number: number; body: Readable }): Promise<string> {
  if (!Number.isInteger(input.number) || input.number < 1 || input.number > mostParts) throw new SignalboxError("invalid_input", `A part's number is 1 to ${mostParts}.`);
  if (!(await store.uploadExists(deps.db, input.uploadId, cutoff(deps)))) throw unknownUpload(input.uploadId);
  const blob = await deps.blobs.stage(input.uploadId, input.body);
  const kept = await deps.db.tx((tx) => store.putPart(tx, { uploadId: input.uploadId, number: input.number, ...blob }));
  if (kept) return blob.sha256;
  await deps.blobs.unstage(input.uploadId);
  throw unknownUpload(input.uploadId);
}

/** Joins the parts into the file, by the rules of an upload in one piece. @throws not_found, invalid_input for a part that was not sent, frozen */
export async function completeArtifactUpload(deps: Deps, actor: Actor, input: { folder: string; file: string; uploadId: string; parts: { number: number; etag: string }[] }): Promise<void> {
  authorise(actor, "registry.write");
  const upload = await store.readUpload(deps.db, input.uploadId, cutoff(deps));
  if (!upload || upload.actorId !== actor.id) throw unknownUpload(input.uploadId);
  if (upload.path !== targetOf(input.folder, input.file)) throw new SignalboxError("invalid_input", `This upload is of '${upload.path}', not of '${targetOf(input.folder, input.file)}'.`);
  const blob = await deps.blobs.put(deps.blobs.staged(upload.id, orderedParts(input.parts, upload.parts)));
  await placeArtifact(deps, actor, { path: upload.path, blob, within: async (tx) => {
    if (!(await store.deleteUpload(tx, upload.id))) throw unknownUpload(upload.id);
  } });
  await deps.blobs.unstage(upload.id);
}

/** Forgets an upload and its parts; one that is not there is no error. */
export async function abortArtifactUpload(deps: Deps, actor: Actor, input: { uploadId: string }): Promise<void> {
  authorise(actor, "registry.write");
  const upload = await store.readUpload(deps.db, input.uploadId, new Date(0));
  if (!upload || upload.actorId !== actor.id) return;
  await deps.db.tx((tx) => store.deleteUpload(tx, upload.id));
  await deps.blobs.unstage(upload.id);
}

const cutoff = (deps: Deps) => new Date(deps.clock.now().getTime() - keptHours * 3_600_000);

/** Forgets uploads that nobody completed for a day. @returns how many */
export async function pruneArtifactUploads(deps: Deps): Promise<number> {
  const old = await store.uploadsBefore(deps.db, cutoff(deps));
  for (const id of old) {
    await deps.blobs.unstage(id);
    await deps.db.tx((tx) => store.deleteUpload(tx, id));
  }
  return old.length;
}
