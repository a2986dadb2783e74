import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { CleaningInput, DependentsView } from "./contract-cleaning.ts";
import { recordChange } from "./record-change.ts";
import { archiveRefusal, deletionRefusal } from "./rules/freezing.ts";
import { plainForm, mayMoveDirectly, protectionOf } from "./rules/protection.ts";
import { protectionsFor } from "./store-aliases.ts";
import { lockModel, modelBonds, setArchived } from "./store-models.ts";
import { dependentsOf } from "./store-trash.ts";
import { lockVersion } from "./lock-version.ts";
import { versionBonds } from "./store-versions.ts";

const words = ({ model, version }: CleaningInput): string => (version === undefined ? model : `${model} v${version}`);

/** What would go with a model or version, and what forbids that to this person. @throws not_found */
export async function readDependents(deps: Deps, actor: Actor, input: CleaningInput): Promise<DependentsView> {
  authorise(actor, "registry.read");
  const found = await dependentsOf(deps.db, { model: input.model, version: input.version ?? null });
  if (found === null) throw new SignalboxError("not_found", input.version === undefined ? `There is no model named ${input.model}.` : `There is no version ${input.version} of a model named ${input.model}.`);
  const { id, versionId: _versionId, routedIn, releaseId, ...counts } = found;
  const protections = await protectionsFor(deps.db, { modelId: id, plain: found.aliases.map(plainForm) });
  const held = found.aliases.find((alias) => !mayMoveDirectly(protectionOf(alias, protections), mayDo(actor, "alias.setProtected")));
  const refusal = deletionRefusal(words(input), { routedIn, releaseId });
  return {
    ...counts, model: input.model, version: input.version === undefined ? null : String(input.version),
    blocked: refusal ?? (held === undefined ? null : `${words(input)} cannot be deleted: the protected alias ${held} is on it. Ask an approver to move the alias first.`),
    archiveBlocked: archiveRefusal(words(input), routedIn),
  };
}

/**
 * Puts a model or version out of the lists, or back; everything else stays as it is, for clients too.
 * @throws not_found, frozen for what serves
 */
export async function setArchive(deps: Deps, actor: Actor, input: CleaningInput & { archived: boolean }): Promise<{ model: string; version: string | null; archived: boolean }> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.model);
    const version = input.version === undefined ? null : await lockVersion(tx, input.model, input.version);
    const { routedIn } = version ? await versionBonds(tx, version.id) : await modelBonds(tx, model.id);
    const refusal = input.archived ? archiveRefusal(words(input), routedIn) : null;
    if (refusal !== null) throw new SignalboxError("frozen", refusal);
    if (!(await setArchived(tx, version ? { versionId: version.id } : { modelId: model.id }, { archived: input.archived, actorId: actor.id, at }))) return;
    const noun = version ? "version" : "model";
    await recordChange(tx, { actor, at, action: `${noun}.${input.archived ? "archived" : "unarchived"}`, event: `${noun}.changed`, model: model.name, version: version?.version, detail: {} });
  });
  return { model: input.model, version: input.version === undefined ? null : String(input.version), archived: input.archived };
}
