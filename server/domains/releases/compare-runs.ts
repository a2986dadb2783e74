import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { comparedAtMost, type ComparedRun, type compareRunsInput, type CompareRunsView } from "../../shared/compare.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { readRunPages } from "../registry/index.ts";
import { metricRows, textRows } from "./rules/compare-versions.ts";

type Page = Awaited<ReturnType<typeof readRunPages>>[number];

/** What the client itself notes of a run; its users' own tags are compared. */
const clientsOwn = "mlflow.";

const factsOf = ({ runId, name, status, deleted, user, experimentId, experimentName, startedAt, endedAt, datasets, versions }: Page): ComparedRun => ({
  runId, name, status, deleted, user, experimentId, experimentName, startedAt, endedAt, versions,
  tookSeconds: endedAt === null ? null : Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
  datasets: datasets.map(({ name, digest, context }) => ({ name, digest, context })),
});

/**
 * Up to eight runs side by side, of one experiment or of several, in the order they are named; the first is what the others
 * are measured against. An id that is no run is no refusal: it is said among `problems`.
 */
export async function compareRuns(deps: Deps, actor: Actor, input: z.output<typeof compareRunsInput>): Promise<CompareRunsView> {
  authorise(actor, "registry.read");
  const asked = [...new Set(input.run.filter((id) => id !== ""))];
  const fitting = asked.slice(0, comparedAtMost);
  const pages = await readRunPages(deps, fitting);
  const missing = fitting.filter((id) => !pages.some((page) => page.runId === id));
  return {
    runs: pages.map(factsOf),
    problems: [
      ...missing.map((ref) => ({ ref, detail: `There is no run ${ref}.` })),
      ...asked.slice(comparedAtMost).map((ref) => ({ ref, detail: `${comparedAtMost} runs fit beside each other: ${ref} is left out.` })),
    ],
    // NaN is stored as a metric that has no number.
    metrics: metricRows(pages.map((page) => page.metrics.map(({ key, value }) => ({ key, value: typeof value === "number" ? value : null })))),
    params: textRows(pages.map((page) => page.params)),
    tags: textRows(pages.map((page) => page.tags.filter((tag) => !tag.key.startsWith(clientsOwn)))),
  };
}
