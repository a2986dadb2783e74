import type { Deps } from "../../platform/deps.ts";
import type { Hook } from "../../platform/outbox.ts";
import { paths } from "../../shared/paths.ts";
import type { Actor } from "../identity/contract.ts";
import type { ReleaseAction } from "../webhooks/contract.ts";
import { releaseMoved } from "../webhooks/index.ts";

type Moved = { releaseId: number; model: string; version: number; environment: string | null; alias: string | null; actor: Actor; comment: string | null };

/** What webhooks say of a release's move, with the address where it can be read. */
export const releaseHook = (deps: Pick<Deps, "env">, action: ReleaseAction, of: Moved): Hook =>
  releaseMoved(action, { releaseId: of.releaseId, model: of.model, version: of.version, environment: of.environment, alias: of.alias, by: of.actor.name, comment: of.comment, url: deps.env.publicUrl + paths.release(of.releaseId) });
