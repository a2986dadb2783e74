import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { paths } from "../../shared/paths.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { lockVersion } from "./lock-version.ts";
import { recordChange } from "./record-change.ts";
import { checkAliasName, parseVersion } from "./rules/names.ts";
import { environmentNames, lockModel } from "./store-models.ts";
import { dropAlias, putAlias } from "./store-versions.ts";

/** An alias as a reader takes it: width, ligatures, long s, dotless i and case aside, so that nothing passes for an environment's. */
const plainForm = (alias: string): string => alias.normalize("NFKC").toUpperCase().toLowerCase();

/** An environment's alias follows its route and is written by releases alone. */
async function refuseEnvironment(tx: Tx, input: { alias: string; page: string }): Promise<void> {
  const environment = (await environmentNames(tx)).find((name) => name === plainForm(input.alias));
  if (environment === undefined) return;
  throw new SignalboxError("forbidden", `The alias '${input.alias}' says what ${environment} serves, and only a release moves it. Request a promotion: ${input.page}`, { extra: { environment } });
}

/** Moves the alias when it exists. @throws not_found, invalid_input, forbidden for an environment's alias */
export async function setAlias(deps: Deps, actor: Actor, input: { name: string; alias: string; version: string }): Promise<void> {
  authorise(actor, "registry.write");
  checkAliasName(input.alias);
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await refuseEnvironment(tx, { alias: input.alias, page: deps.env.publicUrl + paths.modelVersion(input.name, number) });
    const version = await lockVersion(tx, input.name, number);
    await putAlias(tx, { modelId: version.modelId, alias: input.alias, versionId: version.id, actorId: actor.id, at });
    await recordChange(tx, { actor, at, action: "alias.set", event: "alias.set", model: version.name, version: number, detail: { alias: input.alias } });
  });
}

/** An alias that is not there is no error. @throws not_found for the model, forbidden for an environment's alias */
export async function deleteAlias(deps: Deps, actor: Actor, input: { name: string; alias: string }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await refuseEnvironment(tx, { alias: input.alias, page: deps.env.publicUrl + paths.model(input.name) });
    const model = await lockModel(tx, input.name);
    if (!(await dropAlias(tx, model.id, input.alias))) return;
    await recordChange(tx, { actor, at, action: "alias.deleted", event: "model.changed", model: model.name, detail: { alias: input.alias } });
  });
}
