import type { SignatureView } from "../contract.ts";

type Column = SignatureView["inputs"][number];

/**
 * The model signature inside an `MLmodel` file (MLflow's YAML): `signature.inputs` and `.outputs` are scalars that hold
 * JSON. Reads only the three YAML scalar styles that a YAML writer gives such a string (YAML 1.2, 7.3 and 6.5).
 * @returns null when the file has no signature, or not one of that form
 */
export function parseSignature(mlmodel: string): SignatureView | null {
  const lines = mlmodel.replaceAll("\r\n", "\n").split("\n");
  const at = lines.findIndex((line) => /^signature:\s*$/.test(line));
  if (at < 0) return null;
  const block: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (/^\S/.test(line)) break;
    block.push(line);
  }
  const inputs = columnsOf(scalar(block, "inputs"));
  const outputs = columnsOf(scalar(block, "outputs"));
  if (inputs === null && outputs === null) return null;
  return { inputs: inputs ?? [], outputs: outputs ?? [] };
}

/** The text of `key`'s value in a block mapping, its folded lines joined; null when absent or null. */
function scalar(block: readonly string[], key: string): string | null {
  const indent = block.find((line) => line.trim() !== "")?.search(/\S/) ?? 0;
  const start = block.findIndex((line) => line.startsWith(`${" ".repeat(indent)}${key}:`));
  if (start < 0) return null;
  const own: string[] = [(block[start] ?? "").slice(indent + key.length + 1)];
  for (const line of block.slice(start + 1)) {
    if (line.trim() !== "" && line.search(/\S/) <= indent) break;
    own.push(line);
  }
  const first = (own[0] ?? "").trim();
  if (first.startsWith("'")) return unquote(own, "'");
  if (first.startsWith('"')) return unquote(own, '"');
  if (/^[|>]/.test(first)) return own.slice(1).map((line) => line.trim()).join(first.startsWith("|") ? "\n" : " ");
  const plain = fold(own.map((line) => line.trim()));
  return plain === "" || plain === "null" || plain === "~" ? null : plain;
}

/** Line folding: one break is a space, each further one a line feed. */
function fold(lines: readonly string[]): string {
  let text = "";
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    if (index > 0) breaks++;
    if (line === "") continue;
    if (breaks > 0 && text !== "") text += breaks === 1 ? " " : "\n".repeat(breaks - 1);
    breaks = 0;
    text += line;
  }
  return text;
}

function unquote(lines: readonly string[], quote: "'" | '"'): string | null {
  // In double quotes a backslash at the line's end joins without a space (7.3.1); an escaped leading space is kept.
  const joined = quote === '"' ? lines.join("\n").replace(/\\\n\s*/g, "").split("\n") : lines;
  const text = fold(joined.map((line) => line.trim()));
  if (quote === "'") {
    const match = /^'((?:[^']|'')*)'/.exec(text);
    return match ? (match[1] ?? "").replaceAll("''", "'") : null;
  }
  const match = /^"((?:[^"\\]|\\[^])*)"/.exec(text);
  return match ? (match[1] ?? "").replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g, (_, escape: string) => escaped(escape)) : null;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", "0": "\0", b: "\b", f: "\f", e: "\x1b", a: "\x07", v: "\v", _: "\xa0", N: "\x85", L: "\u2028", P: "\u2029" };
function escaped(escape: string): string {
  if (/^[xuU]./.test(escape)) return String.fromCodePoint(parseInt(escape.slice(1), 16));
  return escapes[escape] ?? escape;
}

function columnsOf(json: string | null): Column[] | null {
  if (json === null) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  return parsed.map((entry: unknown, index) => columnOf(entry, index));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A column spec `{name?, type, required?}` or a tensor spec `{name?, type: "tensor", "tensor-spec": {dtype, shape}}`; unnamed ones by position. */
function columnOf(entry: unknown, index: number): Column {
  const spec = isObject(entry) ? entry : {};
  const name = typeof spec["name"] === "string" && spec["name"] !== "" ? spec["name"] : String(index);
  const required = spec["required"] !== false && spec["optional"] !== true;
  const tensor = spec["tensor-spec"];
  if (spec["type"] === "tensor" && isObject(tensor)) {
    const shape = Array.isArray(tensor["shape"]) ? tensor["shape"].map(Number).filter(Number.isInteger) : null;
    return { name, type: typeof tensor["dtype"] === "string" ? tensor["dtype"] : "tensor", required, shape };
  }
  return { name, type: typeof spec["type"] === "string" ? spec["type"] : JSON.stringify(spec["type"] ?? "any"), required, shape: null };
}
