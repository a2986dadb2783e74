import { buffer } from "node:stream/consumers";
import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { openVersionArtifact } from "./artifacts.ts";
import { previewBytes, type FilePreview, type PreviewView, type previewInput } from "./contract-version.ts";
import { parquetHead } from "./parquet-head.ts";
import type { ArtifactRecord } from "./records.ts";
import { csvHead } from "./rules/csv-head.ts";
import { summariseOnnx } from "./rules/onnx-summary.ts";
import { pictureFormat, previewKind, textHead } from "./rules/preview-kind.ts";
import { WalkTooLong, WireProblem } from "./rules/protobuf-walk.ts";

const rowsShown = 100;
const longestValue = 200;
const columnsShown = 100;
/** What one look into an ONNX file reads, and how many looks it may take. */
const stretchBytes = 64 * 1024;
const mostStretches = 20_000;
const largestPictureBytes = 25 * 1024 * 1024;

const none = (reason: string): FilePreview => ({ kind: "none", reason });

async function headOf(deps: Deps, file: ArtifactRecord, length: number): Promise<Uint8Array> {
  if (file.size === 0) return new Uint8Array(0);
  return buffer(deps.blobs.get(file.sha256, { start: 0, end: Math.min(file.size, length) - 1 }));
}

async function text(deps: Deps, file: ArtifactRecord, { form, more }: { form: "plain" | "json" | "markdown"; more: boolean }): Promise<FilePreview> {
  const limit = more ? previewBytes.more : previewBytes.first;
  const bytes = await headOf(deps, file, limit);
  const whole = bytes.length === file.size;
  const shown = textHead(bytes, whole);
  return shown === null ? none("These bytes are no UTF-8 text, and no other form that is shown here. Download the file to open it.") : { kind: "text", form, text: shown, shownBytes: bytes.length, whole };
}

async function csv(deps: Deps, file: ArtifactRecord): Promise<FilePreview> {
  const bytes = await headOf(deps, file, previewBytes.first);
  const whole = bytes.length === file.size;
  const shown = textHead(bytes, whole);
  if (shown === null) return none("Its name says CSV, but its bytes are no UTF-8 text.");
  const { rows: [names = [], ...rows], ended } = csvHead(shown, { records: Number.MAX_SAFE_INTEGER, cut: !whole });
  const cell = (value: string | undefined) => (value === undefined ? null : value.slice(0, longestValue));
  return {
    kind: "table", form: "csv", columns: names.slice(0, columnsShown).map((name) => ({ name, type: null })), head: rows.slice(0, rowsShown).map((row) => names.slice(0, columnsShown).map((_, index) => cell(row[index]))),
    rows: ended ? rows.length : null, columnsLeft: Math.max(0, names.length - columnsShown),
  };
}

async function parquet(deps: Deps, file: ArtifactRecord): Promise<FilePreview> {
  const magic = new TextDecoder("latin1").decode(await headOf(deps, file, 4));
  if (magic !== "PAR1") return none("This is not a Parquet file: it does not begin with PAR1.");
  const path = deps.blobs.localPath(file.sha256);
  try {
    return await parquetHead(path);
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).split("\n").find((line) => line.trim() !== "") ?? "";
    return none(`This Parquet file could not be read: ${said.replaceAll(path, "the file").slice(0, 300)}`);
  }
}

async function onnx(deps: Deps, file: ArtifactRecord): Promise<FilePreview> {
  const walk = summariseOnnx(file.size);
  try {
    let step = walk.next();
    for (let stretches = 0; !step.done; stretches += 1) {
      if (stretches >= mostStretches) throw new WalkTooLong();
      const { start, end } = step.value;
      const bytes = start >= file.size ? new Uint8Array(0) : await buffer(deps.blobs.get(file.sha256, { start, end: Math.min(file.size, Math.max(end, start + stretchBytes)) - 1 }));
      step = walk.next(bytes);
    }
    return { kind: "onnx", onnx: step.value };
  } catch (error) {
    if (error instanceof WalkTooLong) return none("This ONNX file has more parts than are looked through here. Download it to open it.");
    if (error instanceof WireProblem) return none(`This is not an ONNX model: ${error.message}.`);
    throw error;
  }
}

async function picture(deps: Deps, file: ArtifactRecord): Promise<FilePreview> {
  if (file.size > largestPictureBytes) return none("This picture is too large to show here. Download it to see it.");
  if (file.path.toLowerCase().endsWith(".svg")) return { kind: "image" };
  return pictureFormat(await headOf(deps, file, 12)) === null ? none("Its name says picture, but its bytes are none of PNG, JPEG, GIF or WebP.") : { kind: "image" };
}

function look(deps: Deps, file: ArtifactRecord, more: boolean): Promise<FilePreview> {
  const kind = previewKind(file.path);
  switch (kind) {
    case "parquet": return parquet(deps, file);
    case "onnx": return onnx(deps, file);
    case "csv": return csv(deps, file);
    case "image": return picture(deps, file);
    case "pickle": return Promise.resolve(none("A pickle runs code when it is opened, so it is not opened here."));
    case "text": return text(deps, file, { form: "plain", more });
    case "json": case "markdown": return text(deps, file, { form: kind, more });
  }
}

/** What a file of a version holds, as far as it can be shown: read with bounded bytes, memory and time. @throws not_found, invalid_input for a folder */
export async function previewFile(deps: Deps, actor: Actor, input: z.output<typeof previewInput>): Promise<PreviewView> {
  const file = await openVersionArtifact(deps, actor, { name: input.model, version: String(input.version), path: input.path });
  return { path: input.path, size: file.size, sha256: file.sha256, at: new Date(file.updatedMs).toISOString(), preview: await look(deps, file, input.more) };
}
