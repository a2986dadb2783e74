import { z } from "zod";
import { versionInput, versionView } from "./contract.ts";

/** A version without the list of its files, which may be thousands: their number and size. */
export const versionPageView = versionView.omit({ artifacts: true }).extend({
  files: z.number().int(),
  /** Metrics of its run with more than one point. */
  histories: z.array(z.string()),
});
export type VersionPageView = z.infer<typeof versionPageView>;

/** A path below the version's folder; "" is the folder itself. */
const filePath = z.string().max(2000);
export const listFilesInput = versionInput.extend({ folder: filePath.default(""), limit: z.coerce.number().int().min(1).max(200).default(200), cursor: z.string().optional() });
/** A file or a folder of one level; a folder counts what lies below it and has no digest. */
export const fileView = z.object({ path: z.string(), name: z.string(), folder: z.boolean(), size: z.number().int(), files: z.number().int(), sha256: z.string().nullable() });
export type FileView = z.infer<typeof fileView>;

/** How much of a text is shown at first, and when more is asked for. */
export const previewBytes = { first: 256 * 1024, more: 1024 * 1024 } as const;
export const previewInput = versionInput.extend({ path: filePath.min(1), more: z.boolean().default(false) });

export const onnxValue = z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])).nullable() });
/** What an ONNX file says of itself, weights left out. */
export const onnxSummary = z.object({
  irVersion: z.number(), producer: z.string(), graph: z.string(), opsets: z.array(z.object({ domain: z.string(), version: z.number() })),
  inputs: z.array(onnxValue), outputs: z.array(onnxValue),
  nodes: z.number().int(), operators: z.array(z.object({ name: z.string(), count: z.number().int() })),
  initializers: z.number().int(), parameters: z.number(), external: z.number().int(), functions: z.number().int(),
});
export type OnnxSummary = z.infer<typeof onnxSummary>;

export const filePreview = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), form: z.enum(["plain", "json", "markdown"]), text: z.string(), /** Where it was cut. */ shownBytes: z.number().int(), whole: z.boolean() }),
  /** The head of a table; `rows` null where only the head was read. */
  z.object({ kind: z.literal("table"), form: z.enum(["csv", "parquet"]), columns: z.array(z.object({ name: z.string(), type: z.string().nullable() })), head: z.array(z.array(z.string().nullable())), rows: z.number().int().nullable(), columnsLeft: z.number().int() }),
  z.object({ kind: z.literal("image") }),
  z.object({ kind: z.literal("onnx"), onnx: onnxSummary }),
  z.object({ kind: z.literal("none"), reason: z.string() }),
]);
export type FilePreview = z.infer<typeof filePreview>;
export const previewView = z.object({ path: z.string(), size: z.number().int(), sha256: z.string(), at: z.iso.datetime(), preview: filePreview });
export type PreviewView = z.infer<typeof previewView>;
