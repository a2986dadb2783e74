export type PreviewKind = "text" | "json" | "markdown" | "csv" | "parquet" | "image" | "onnx" | "pickle";

const byEnding: Record<string, PreviewKind> = {
  json: "json", ipynb: "json", md: "markdown", markdown: "markdown", csv: "csv", tsv: "csv", parquet: "parquet", pq: "parquet", onnx: "onnx",
  png: "image", jpg: "image", jpeg: "image", gif: "image", webp: "image", svg: "image",
  pkl: "pickle", pickle: "pickle", joblib: "pickle", cloudpickle: "pickle",
};

/** How a file is shown, by its name; whatever is unknown is tried as text. */
export function previewKind(path: string): PreviewKind {
  const name = path.split("/").at(-1) ?? "";
  const dot = name.lastIndexOf(".");
  return (dot >= 0 ? byEnding[name.slice(dot + 1).toLowerCase()] : undefined) ?? "text";
}

/**
 * UTF-8 text of the first bytes of a file, a character cut in half at the end left out.
 * @returns null when the bytes are not text
 */
export function textHead(bytes: Uint8Array, whole: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return null;
  }
}

const signs: readonly [Uint8Array, string][] = [
  [Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "png"], [Uint8Array.of(0xff, 0xd8, 0xff), "jpeg"], [new TextEncoder().encode("GIF8"), "gif"], [new TextEncoder().encode("RIFF"), "webp"],
];
/** The picture format that a file's first bytes say, whatever its name says; null when it is none. SVG is text and has no sign. */
export const pictureFormat = (bytes: Uint8Array): string | null => signs.find(([sign]) => sign.every((byte, index) => bytes[index] === byte))?.[1] ?? null;
