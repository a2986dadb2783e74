import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { FeatureDetail } from "./contract.ts";
import { featureView, readerView } from "./feature-view.ts";
import { loadFeatures, loadReaders, loadServedReaders } from "./store.ts";

const readersAtMost = 500;

/**
 * One feature with the versions that read it, served ones first, 500 at most.
 * @throws not_found when no signature names it
 */
export async function getFeature(deps: Deps, actor: Actor, input: { name: string }): Promise<FeatureDetail> {
  authorise(actor, "registry.read");
  const [rows, served, readers] = await Promise.all([loadFeatures(deps.db, [input.name]), loadServedReaders(deps.db, [input.name]), loadReaders(deps.db, { name: input.name, limit: readersAtMost })]);
  const [row] = rows;
  if (row === undefined) throw new SignalboxError("not_found", `No version's signature names an input ${input.name}.`);
  return { ...featureView(row, served), readers: readers.map((reader) => readerView(reader, served)) };
}
