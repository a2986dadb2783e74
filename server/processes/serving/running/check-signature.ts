import type { TensorSpec } from "../../../adapters/http/oip/datatypes.ts";

/** A frozen signature, as far as it is compared. `shape` is null for a table's column. */
export type SignedInput = { name: string; required?: boolean; shape: readonly number[] | null };

/** Columns that a request's tensors make together; null where the model leaves a width open. */
function columnsTaken(specs: readonly TensorSpec[]): number | null {
  const widths = specs.map(({ shape }) => (shape === null || shape.length > 2 ? -1 : shape.length === 2 ? (shape[1] ?? 1) : 1));
  return widths.some((width) => width < 0) ? null : widths.reduce((sum, width) => sum + width, 0);
}

const fits = (wanted: readonly number[] | null, signed: readonly number[]): boolean => wanted === null || (wanted.length === signed.length && wanted.every((width, at) => width < 0 || (signed[at] ?? -1) < 0 || width === signed[at]));

/**
 * Why a model cannot be what its signature says; null when nothing speaks against it. Names and number formats may
 * differ (a converter renames, a table holds doubles where the model takes floats): widths may not.
 */
export function signatureProblem(signed: readonly SignedInput[], specs: readonly TensorSpec[]): string | null {
  if (signed.length === 0) return null;
  if (signed.every(({ shape }) => shape === null)) {
    const taken = columnsTaken(specs);
    const required = signed.filter((input) => input.required !== false).length;
    return taken === null || (taken >= required && taken <= signed.length) ? null : `its signature names ${signed.length} input columns, the model takes ${taken}`;
  }
  const tensors = signed.filter(({ shape }) => shape !== null);
  if (tensors.length > specs.length) return `its signature names ${tensors.length} input tensors, the model takes ${specs.length}`;
  for (const { name, shape } of tensors) {
    const spec = specs.find((one) => one.name === name) ?? (specs.length === 1 ? specs[0] : undefined);
    if (spec && shape && !fits(spec.shape, shape)) return `its signature gives '${name}' the shape [${shape.join(",")}], the model takes [${spec.shape?.join(",")}]`;
  }
  return null;
}
