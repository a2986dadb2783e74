import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { runVocabulary } from "../../shared/filter/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { listRunsInput, RunKeys, RunsPage } from "./contract-runs.ts";
import { parseRunSort, placeCursor, placeOfCursor, usualColumns } from "./rules/run-sorts.ts";
import { readSearch } from "./rules/search-language.ts";
import { runItems, runKeys, runPlaces } from "./store-run-table.ts";

/** How many of the newest runs say which columns an experiment has. */
const sampled = 500;

/**
 * One page of an experiment's runs with the chosen metrics and parameters as columns; what lacks the sort's value comes
 * last either way. @throws invalid_input for a filter that cannot be read, or a bad cursor
 */
export async function listRuns(deps: Deps, actor: Actor, input: z.infer<typeof listRunsInput>): Promise<RunsPage> {
  authorise(actor, "registry.read");
  const sort = parseRunSort(input.sort);
  const after = input.cursor ? placeOfCursor(input.cursor, input.sort) : null;
  const search = readSearch(input.filter, runVocabulary, "filter");
  const [places, columns] = await Promise.all([
    runPlaces(deps.db, { ...input, search, nowMs: deps.clock.now().getTime(), sort, limit: input.limit + 1 }, after),
    input.columns ?? runKeys(deps.db, { experimentId: input.experimentId, newest: sampled }).then(usualColumns),
  ]);
  const page = places.slice(0, input.limit);
  const last = page.at(-1);
  const keys = (prefix: string) => columns.flatMap((column) => (column.startsWith(prefix) ? [column.slice(prefix.length)] : []));
  return {
    columns, items: await runItems(deps.db, page.map((place) => place.id), { metrics: keys("metrics."), params: keys("params.") }),
    nextCursor: places.length > input.limit && last !== undefined ? placeCursor(input.sort, last) : null,
  };
}

/** What an experiment's newest runs logged, for choosing columns. */
export async function listRunKeys(deps: Deps, actor: Actor, input: { id: number }): Promise<RunKeys> {
  authorise(actor, "registry.read");
  return runKeys(deps.db, { experimentId: input.id, newest: sampled });
}
