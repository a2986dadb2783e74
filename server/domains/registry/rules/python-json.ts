/** JSON as Python's `json.dumps` spaces it: MLflow's own tags hold such text, and its readers compare them. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([key, one]) => `${ascii(key)}: ${pythonJson(one)}`).join(", ")}}`;
  return typeof value === "string" ? ascii(value) : JSON.stringify(value ?? null);
}

const ascii = (text: string) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A text as Python shows it: in single quotes, or in double ones where it holds single ones alone. */
export const pythonText = (text: string): string => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`);
