import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { servedVersionOf } from "../releases/index.ts";
import type { createEmbedInput, EmbedView } from "./contract.ts";
import { embedViews } from "./embed-views.ts";
import { panelProblems, slugOf, titleOf } from "./rules/describe-panel.ts";
import { insertEmbed } from "./store.ts";

/** Bits in an embed's address: nobody guesses one. */
const idBits = 144;

function checkInput(deps: Deps, input: z.output<typeof createEmbedInput>): void {
  const fields = panelProblems(input.panel);
  if (input.expiresAt !== undefined && Date.parse(input.expiresAt) <= deps.clock.now().getTime()) fields.push({ path: "expiresAt", message: "a time to come" });
  if (fields.length > 0) throw new SignalboxError("invalid_input", "This panel cannot be shared as it is.", { fields });
}

/**
 * Makes an opaque link to one chart: whoever has it sees that chart, without a login, until it is revoked or expires.
 * @throws not_found for a model that the environment does not serve, or a version it does not have; invalid_input
 */
export async function createEmbed(deps: Deps, actor: Actor, input: z.output<typeof createEmbedInput>): Promise<EmbedView> {
  authorise(actor, "embed.create");
  checkInput(deps, input);
  const { panel } = input;
  if ((await servedVersionOf(deps, panel)) === null) {
    throw new SignalboxError("not_found", `No route of ${panel.environment} names ${panel.version === undefined ? `a model ${panel.model}` : `${panel.model} with a version ${panel.version}`}.`);
  }
  const at = deps.clock.now();
  const title = input.title ?? titleOf(panel);
  const embed = {
    id: deps.ids.opaque(idBits), title, slug: slugOf(title), panel, allowedAncestors: input.allowedAncestors ?? [],
    createdBy: actor.id, createdAt: at, expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt),
  };
  await deps.db.tx(async (tx) => {
    await insertEmbed(tx, embed);
    await record(tx, { actor, action: "embed.created", subject: embed.id, detail: { title, model: panel.model, environment: panel.environment, kind: panel.kind, allowedAncestors: embed.allowedAncestors }, at });
    await publish(tx, { type: "embed.created", subject: embed.id, data: { model: panel.model, environment: panel.environment }, at });
  });
  const [view] = await embedViews(deps, [{ ...embed, revokedAt: null }]);
  if (view === undefined) throw new SignalboxError("internal", "The embed was made but cannot be shown.");
  return view;
}
