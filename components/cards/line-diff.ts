/** A line of one text beside another. */
export type DiffLine = { kind: "same" | "added" | "removed"; text: string };

/** Above this many pairs of lines the middle is shown as removed and added whole. */
const mostPairs = 4_000_000;

/** What changed from one text to another, line by line: the longest common subsequence of lines stays. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const line = (kind: DiffLine["kind"]) => (text: string): DiffLine => ({ kind, text });
  return [...a.slice(0, head).map(line("same")), ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)), ...a.slice(a.length - tail).map(line("same"))];
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const rest = (from: number, to: number): DiffLine[] => [...a.slice(from).map((text): DiffLine => ({ kind: "removed", text })), ...b.slice(to).map((text): DiffLine => ({ kind: "added", text }))];
  if (a.length * b.length > mostPairs) return rest(0, 0);
  const width = b.length + 1;
  // common[i * width + j]: how many lines a[i…] and b[j…] have in common, in order
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const text = a[i] ?? "";
    if (text === b[j]) { lines.push({ kind: "same", text }); i += 1; j += 1; }
    else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) { lines.push({ kind: "removed", text }); i += 1; }
    else { lines.push({ kind: "added", text: b[j] ?? "" }); j += 1; }
  }
  return [...lines, ...rest(i, j)];
}
