import { quoteName, type BaselineFile } from "./baseline-file.ts";
import type { ReferenceColumn } from "./contract.ts";
import type { QualityReference } from "./contract-quality.ts";
import { castTo } from "./rules/cast.ts";
import type { ModelShape, Signature } from "./rules/columns.ts";
import { isotonicFit, type ScoreGroup } from "./rules/quality/isotonic.ts";
import { planOutputs } from "./rules/quality/outputs.ts";

/** Names that a column of labels has by custom, where no tag names it. */
const customary = ["label", "target", "y", "y_true", "outcome", "actual"];
const labelTag = "signalbox.label";

/** The file's column of labels: the tag's, else the one that has such a name or is the only one the model does not know. */
export function labelColumn(tags: Readonly<Record<string, string>>, unmatched: readonly string[]): string | null {
  const named = tags[labelTag];
  if (named) return unmatched.includes(named) ? named : null;
  return unmatched.find((name) => customary.includes(name.toLowerCase())) ?? (unmatched.length === 1 ? unmatched[0] ?? null : null);
}

type Of = { shape: ModelShape; signature: Signature | null; tags: Readonly<Record<string, string>>; columns: readonly ReferenceColumn[]; unmatched: readonly string[] };

/**
 * How a binary version's scores came true in its own baseline (SPEC Q5); undefined where the file has no labels of 0 and 1, no
 * scores, or it is not known which column is which.
 */
export async function baselineQuality(file: BaselineFile, of: Of): Promise<QualityReference | undefined> {
  const { plan } = planOutputs({ outputs: of.shape.outputs, signature: of.signature, tags: of.tags, baseline: of.columns });
  const label = labelColumn(of.tags, of.unmatched);
  if (plan?.task !== "binary" || label === null) return undefined;
  const score = of.columns.find((column) => column.role === "output" && column.tensor === plan.score.tensor && column.index === plan.score.index);
  if (!score) return undefined;
  const said = `lower(trim(CAST(${quoteName(label)} AS VARCHAR)))`;
  const stream = await file.connection.stream(
    `SELECT s, count(*)::DOUBLE, sum(y)::DOUBLE FROM (
       SELECT TRY_CAST(${quoteName(score.name)} AS DOUBLE) AS s, CASE WHEN ${said} IN ('1', '1.0', 'true') THEN 1 WHEN ${said} IN ('0', '0.0', 'false') THEN 0 END AS y FROM source
     ) WHERE s BETWEEN 0 AND 1 AND y IS NOT NULL GROUP BY s ORDER BY s`,
  );
  const cast = castTo(score.datatype);
  const fit = isotonicFit();
  let rows = 0;
  let group: ScoreGroup | null = null;
  for (let chunk = await stream.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const columns = [0, 1, 2].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row++) {
      const [own = 0, count = 0, positives = 0] = columns.map((column) => Number(column.getItem(row)));
      rows += count;
      // What is one score once it is cast is one group.
      if (group && group.score === cast(own)) group = { score: group.score, rows: group.rows + count, positives: group.positives + positives };
      else {
        if (group) fit.push(group);
        group = { score: cast(own), rows: count, positives };
      }
    }
  }
  if (group) fit.push(group);
  return rows === 0 ? undefined : { task: "binary", label, rows, knots: fit.finish() };
}
