import type { ModelView } from "#server/domains/registry/contract.ts";
import { lasting, plural, version } from "../ui/format.ts";

/** "Production has served v2 for 41 min. v3 waits to go to production.": where a model runs, in words. */
export function modelSentence(model: ModelView, nowMs: number): string {
  const said: string[] = [];
  if (model.description) said.push(/[.?]$/.test(model.description) ? model.description : `${model.description}.`);
  if (model.owner) said.push(`Owned by ${model.owner}.`);
  if (model.routes.length === 0) said.push(model.versionCount === 0 ? "It has no version yet." : `${plural(model.versionCount, "version is", "versions are")} registered, none serves.`);
  for (const route of model.routes) said.push(`${route.environment === "production" ? "Production" : "Staging"} has served ${version(route.version)} ${lasting(Date.parse(route.since), nowMs)}.`);
  for (const open of model.openReleases) said.push(`${version(open.version)} waits to go to ${open.environment}.`);
  return said.join(" ");
}
