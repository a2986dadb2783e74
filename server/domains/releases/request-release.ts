import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import type { ReleaseListItem, requestReleaseInput } from "./contract.ts";
import { openRelease } from "./open-release.ts";

/** Asks for a version in an environment. @throws not_found for the version, not_servable, already_open with the id of the open one */
export async function requestRelease(deps: Deps, actor: Actor, input: z.output<typeof requestReleaseInput>): Promise<ReleaseListItem> {
  const { model, version, environment } = input;
  return openRelease(deps, actor, { kind: "promotion", model, version, environment, alias: null, removes: false, comment: input.comment || null });
}
