/** The frozen files of a version that serving needs, copied to its own folder so that it starts without the blob store. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ServedVersion } from "../../domains/serving/contract.ts";
import type { Blobs } from "../../platform/blobs.ts";
import { remove, syncFolder } from "./disk.ts";

/** A version that no retry makes loadable, in words for the page. */
export class Unservable extends Error {}

type Artifact = ServedVersion["artifacts"][number];
/** The model file and what may belong to it (external weights), under one folder of the slot. */
export type ModelFiles = { folder: string; main: string; artifacts: Artifact[] };

const beside = /(^MLmodel|\.(json|ya?ml|txt|md|py|parquet|csv|pkl|png|svg|html|onnx))$/i;

/**
 * Which of a version's frozen files serving needs. Weights outside the .onnx file lie beside it.
 * @throws Unservable when there is no .onnx file
 */
export function modelFiles(served: Pick<ServedVersion, "artifacts">): ModelFiles {
  const models = served.artifacts.filter(({ path }) => path.endsWith(".onnx")).sort((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1));
  const main = models.find(({ path }) => basename(path) === "model.onnx") ?? models[0];
  if (!main) throw new Unservable("it has no .onnx file, and nothing else can be served here");
  const weights = served.artifacts.filter(({ path }) => path !== main.path && dirname(path) === dirname(main.path) && !beside.test(basename(path)));
  if (weights.length === 0) return { folder: "", main: `${main.sha256}.onnx`, artifacts: [{ ...main, path: `${main.sha256}.onnx` }] };
  const artifacts = [main, ...weights].map((artifact) => ({ ...artifact, path: basename(artifact.path) }));
  const folder = createHash("sha256").update(JSON.stringify(artifacts)).digest("hex");
  return { folder, main: basename(main.path), artifacts };
}

/** Copies under way by target: two versions may be of the same bytes. */
const copying = new Map<string, Promise<void>>();

function copyOnce(blobs: Blobs, artifact: Artifact, target: string): Promise<void> {
  const running = copying.get(target) ?? copyBlob(blobs, artifact, target).finally(() => copying.delete(target));
  copying.set(target, running);
  return running;
}

async function copyBlob(blobs: Blobs, artifact: Artifact, target: string): Promise<void> {
  const present = await stat(target).then(({ size }) => size === artifact.size, () => false);
  if (present) return;
  const aside = `${target}.new`;
  const hash = createHash("sha256");
  const meter = new Transform({ transform(chunk: Buffer, _encoding, done) { hash.update(chunk); done(null, chunk); } });
  await pipeline(blobs.get(artifact.sha256), meter, createWriteStream(aside, { flush: true }));
  if (hash.digest("hex") !== artifact.sha256) {
    await remove(aside);
    throw new Error(`the stored bytes of ${artifact.path} are not those that the release froze`);
  }
  await rename(aside, target);
}

/** Copies the files that are not there yet, fsynced. @returns the model file's path */
export async function keepFiles(blobs: Blobs, files: ModelFiles, modelsFolder: string): Promise<string> {
  const folder = join(modelsFolder, files.folder);
  await mkdir(folder, { recursive: true });
  for (const artifact of files.artifacts) await copyOnce(blobs, artifact, join(folder, artifact.path));
  await syncFolder(folder);
  return join(folder, files.main);
}
