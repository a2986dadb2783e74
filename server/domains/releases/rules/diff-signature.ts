import type { Signature, SignatureDiff } from "../contract.ts";

type Column = Signature["inputs"][number];
const same = (a: Column, b: Column) => a.type === b.type && a.required === b.required && JSON.stringify(a.shape) === JSON.stringify(b.shape);

function diffSide(before: readonly Column[], after: readonly Column[]): SignatureDiff {
  const old = new Map(before.map((column) => [column.name, column]));
  const kept = new Set(after.map((column) => column.name));
  const diff: SignatureDiff = { added: [], removed: before.filter((column) => !kept.has(column.name)), changed: [], unchanged: 0 };
  for (const column of after) {
    const earlier = old.get(column.name);
    if (earlier === undefined) diff.added.push(column);
    else if (same(earlier, column)) diff.unchanged += 1;
    else diff.changed.push({ before: earlier, after: column });
  }
  return diff;
}

/** Columns matched by name within inputs and within outputs; a signature that is absent has no columns. */
export function diffSignature(incumbent: Signature | null, challenger: Signature | null): SignatureDiff & { breaking: string[] } {
  const inputs = diffSide(incumbent?.inputs ?? [], challenger?.inputs ?? []);
  const outputs = diffSide(incumbent?.outputs ?? [], challenger?.outputs ?? []);
  const needed = inputs.added.filter((column) => column.required);
  const names = (columns: readonly Column[]) => columns.map((column) => column.name).join(", ");
  const breaking = [
    needed.length > 0 ? `callers have to send more: ${names(needed)}` : "",
    inputs.changed.length > 0 ? `inputs of another type: ${names(inputs.changed.map((pair) => pair.after))}` : "",
    outputs.removed.length > 0 ? `outputs that are gone: ${names(outputs.removed)}` : "",
    outputs.changed.length > 0 ? `outputs of another type: ${names(outputs.changed.map((pair) => pair.after))}` : "",
  ].filter(Boolean);
  return {
    added: [...inputs.added, ...outputs.added], removed: [...inputs.removed, ...outputs.removed], changed: [...inputs.changed, ...outputs.changed],
    unchanged: inputs.unchanged + outputs.unchanged, breaking,
  };
}
