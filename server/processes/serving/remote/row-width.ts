import { z } from "zod";
import type { TensorSpec } from "../../../adapters/http/oip/index.ts";

const columns = z.array(z.object({ name: z.string(), shape: z.array(z.number()).nullable().default(null) }));
const signature = z.object({ inputs: columns, outputs: columns });

/** How many numbers or labels a row has; null where that is open. */
function widthOf(shapes: readonly (readonly number[] | null)[]): number | null {
  let width = 0;
  for (const shape of shapes) {
    const own = shape === null || shape.length === 1 ? 1 : shape.length === 2 ? (shape[1] ?? -1) : -1;
    if (own < 0) return null;
    width += own;
  }
  return width;
}

/**
 * Where a model elsewhere is plainly another one than the version's signature tells of: rows of another width. What
 * either side leaves open is no problem, and names are not compared: a runtime may call its one tensor as it likes.
 */
export function rowWidthProblem(given: unknown, specs: { inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] }): string | null {
  const signed = signature.safeParse(given);
  if (!signed.success || signed.data.inputs.length === 0 || specs.inputs.length === 0) return null;
  const [wanted, there] = [widthOf(signed.data.inputs.map(({ shape }) => shape)), widthOf(specs.inputs.map(({ shape }) => shape ?? [-1, -1]))];
  return wanted === null || there === null || wanted === there ? null : `its rows are ${there} wide, ${wanted} wanted`;
}
