import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { csvText } from "../../shared/csv.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import { samplesTag, sampleWindowSeconds, type SampledRow, type samplesInput, type SamplesView } from "./contract-samples.ts";
import { samplesMarks, withhold } from "./sample-marks.ts";
import { isSensitive, type SampleTerms } from "./rules/samples/choose.ts";
import { firstOfAll } from "./rules/samples/keep.ts";
import { coveredRange } from "./rules/terms.ts";
import { decompose } from "./rules/windows.ts";
import { countRows, reader, readSamples } from "./store-samples.ts";
import { readTerms } from "./store-storage.ts";
import { findTarget, timeRange, type Target } from "./target.ts";
import { storedWidths } from "./window-sums.ts";

const windowMs = sampleWindowSeconds * 1000;
const dayMs = 86_400_000;
/** A week of windows and what is round it; of a longer range the newest are told. */
const windowsRead = 1100;
const iso = (ms: number) => new Date(ms).toISOString();

const rowView = ({ id, atMs, predictionId, score, values, left, reasons }: SampledRow): SamplesView["rows"][number] => ({ id, at: iso(atMs), predictionId: predictionId ?? null, score, values, left: left ?? 0, reasons: reasons ?? [] });

/** Why nothing is kept, in words for the page. */
function whyOff(deps: Deps, target: Target, terms: SampleTerms): string | null {
  if (!deps.env.samples) return "The setting SIGNALBOX_SAMPLES is off: no rows are kept of any model.";
  if (!terms.on) return `The tag ${samplesTag} of this model or version is off: none of its rows are kept.`;
  return target.profile === null ? "Rows are kept once the version has a baseline: it says what the columns are, and what is unusual." : null;
}

/**
 * Raw rows that were kept of a version in a range: some of chance, or the most unusual, judged over the whole range. What is
 * marked sensitive now is not told, whenever it was marked.
 * @throws not_found for a model that the environment does not route or a version that is not there; invalid_input for a bad range
 */
export async function samples(deps: Deps, actor: Actor, input: z.output<typeof samplesInput>): Promise<SamplesView> {
  authorise(actor, "monitoring.read");
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  const [marks, kept, stored] = await Promise.all([samplesMarks(reader(deps.db), [target.versionId]), readTerms(deps.db), storedWidths(deps)]);
  const terms = marks.get(target.versionId) ?? { on: false, sensitive: new Set() };
  const off = whyOff(deps, target, terms);
  const oldestMs = deps.clock.now().getTime() - kept.sampleDays * dayMs;
  const firstMs = Math.max(Math.floor(range.fromMs / windowMs) * windowMs, Math.ceil(oldestMs / windowMs) * windowMs);
  const covered = coveredRange(range.fromMs, range.toMs, stored);
  const [windows, counted] = await Promise.all([
    terms.on && deps.env.samples ? readSamples(deps.db, { ...target, from: new Date(firstMs), to: new Date(range.toMs), limit: windowsRead }) : [],
    countRows(deps.db, target, decompose(covered.fromMs, covered.toMs, stored)),
  ]);
  const within = ({ atMs }: SampledRow) => atMs >= range.fromMs && atMs < range.toMs;
  const rows = firstOfAll(windows.map((window) => window.rows), input.kind).filter(within).slice(0, input.limit).map((row) => withhold(row, terms));
  if (input.kind === "uniform") rows.sort((a, b) => b.atMs - a.atMs);
  const oldestRowMs = Math.min(...rows.map(({ atMs }) => Math.floor(atMs / windowMs) * windowMs));
  return {
    model: target.model, version: target.version, environment: target.environment, from: iso(range.fromMs), to: iso(range.toMs), kind: input.kind, off,
    windowSeconds: sampleWindowSeconds, keptDays: kept.sampleDays, counted, kept: windows.reduce((sum, window) => sum + window.rows.filter(within).length, 0),
    until: rows.length > 0 ? iso(oldestRowMs + kept.sampleDays * dayMs) : null,
    columns: target.profile?.columns.map((column) => ({ name: column.name, role: column.role, sensitive: isSensitive(terms, column) })) ?? [],
    rows: rows.map(rowView),
  };
}

/** The same rows as a file, a column for each that is kept. */
export function samplesCsv({ columns, rows }: SamplesView): string {
  const shown = columns.filter(({ sensitive }) => !sensitive).map(({ name }) => name);
  return csvText(["at", "prediction_id", "score", "unusual", ...shown], rows.map(({ at, predictionId, score, reasons, values }) => [
    at, predictionId, String(score), reasons.map(({ column, what }) => `${column}: ${what}`).join("; "),
    ...shown.map((name) => { const value = Object.hasOwn(values, name) ? values[name] : null; return value === null || value === undefined ? null : String(value); }),
  ]));
}
