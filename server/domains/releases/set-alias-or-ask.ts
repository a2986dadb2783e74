import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { paths } from "../../shared/paths.ts";
import type { Actor } from "../identity/contract.ts";
import { deleteAliasIn, ProtectedAlias, setAliasIn, type AliasMoved } from "../registry/index.ts";
import { environments, type EnvironmentName } from "./contract.ts";
import { openRelease, type Ask } from "./open-release.ts";
import { endAliasReleases } from "./switch-route.ts";

type Named = { name: string; alias: string };

/** An alias moved past its protection leaves nothing for the requests that were open, and ends what an earlier one did. */
async function endOpen(tx: Tx, by: { deps: Deps; actor: Actor; at: Date }, of: Named & { moved: AliasMoved }): Promise<void> {
  if (of.moved.protection === null) return;
  await endAliasReleases(tx, by.deps, { actor: by.actor, at: by.at, comment: null, modelId: of.moved.modelId, model: of.name, alias: of.alias, releaseId: null });
}

const environmentOf = ({ protection }: ProtectedAlias): EnvironmentName | null =>
  protection.scope === "environment" ? (environments.find((name) => name === protection.alias) ?? null) : null;

/** Opens the request that the caller's move amounts to. @returns the refusal that carries its address; null: there was nothing to take away */
async function askInstead(deps: Deps, actor: Actor, refused: { error: ProtectedAlias; of: Named; version: number | null }): Promise<SignalboxError | null> {
  const { error, of, version } = refused;
  const environment = environmentOf(error);
  const ask: Ask = environment === null
    ? { kind: "alias", model: of.name, version, environment: null, alias: of.alias, removes: version === null, comment: null }
    : { kind: version === null ? "retirement" : "promotion", model: of.name, version, environment, alias: null, removes: false, comment: null };
  const forbidden = (rest: string, extra: Record<string, unknown> = {}) => new SignalboxError("forbidden", `${error.message} ${rest}`, { extra: { ...error.extra, ...extra } });
  try {
    const { id, url } = await openRelease(deps, actor, ask);
    return forbidden(`Release ${id} asks for it now, in the name of ${actor.name}; once somebody else approves, it is done: ${url}`, { releaseId: id, url });
  } catch (failure) {
    if (!(failure instanceof SignalboxError)) throw failure;
    if (failure.code === "already_open") return forbidden(failure.message, { releaseId: failure.extra["id"], url: failure.extra["url"] });
    const page = deps.env.publicUrl + (version === null ? paths.model(of.name) : paths.modelVersion(of.name, version));
    if (failure.code === "not_servable") return forbidden(`No request could be opened for it: ${failure.message} ${page}`);
    if (failure.code !== "not_found" || version !== null) throw failure;
    return environment === null ? null : forbidden(`There is nothing to ask for: ${failure.message} ${page}`);
  }
}

/**
 * Points an alias at a version. Where it is protected and the actor may not move it, the very call opens a request in
 * their name, or finds the open one, and is refused with its address.
 * @throws not_found, invalid_input, forbidden with the request's `releaseId` and `url`
 */
export async function setAliasOrAsk(deps: Deps, actor: Actor, input: Named & { version: string }): Promise<void> {
  const at = deps.clock.now();
  try {
    await deps.db.tx(async (tx) => endOpen(tx, { deps, actor, at }, { ...input, moved: await setAliasIn(tx, actor, { ...input, at }) }));
  } catch (error) {
    if (!(error instanceof ProtectedAlias)) throw error;
    const refusal = await askInstead(deps, actor, { error, of: input, version: Number(input.version) });
    if (refusal !== null) throw refusal;
  }
}

/** Takes an alias away; one that is not there is no error, as in MLflow. An environment's alias goes when the model leaves it. @throws as setAliasOrAsk */
export async function deleteAliasOrAsk(deps: Deps, actor: Actor, input: Named): Promise<void> {
  const at = deps.clock.now();
  try {
    await deps.db.tx(async (tx) => endOpen(tx, { deps, actor, at }, { ...input, moved: await deleteAliasIn(tx, actor, { ...input, at }) }));
  } catch (error) {
    if (!(error instanceof ProtectedAlias)) throw error;
    const refusal = await askInstead(deps, actor, { error, of: input, version: null });
    if (refusal !== null) throw refusal;
  }
}
