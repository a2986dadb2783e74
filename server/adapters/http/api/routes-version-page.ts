import { cardInput, cardRevision, cardView, listRevisionsInput, saveCardInput } from "#server/domains/registry/contract-card.ts";
import { activityInput, activityItem } from "#server/domains/registry/contract-activity.ts";
import { getCard, listActivity, listCardRevisions, saveCard } from "#server/domains/registry/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

const fieldOf = { name: "model", v: "version" } as const;

/** What a version's page has beside the version itself. */
export const versionPageRoutes = [
  route({
    method: "GET", path: "models/{name}/versions/{v}/card", fieldOf, operationId: "getCard", summary: "A version's model card, the newest text or an older one", right: "registry.read", status: 200,
    input: cardInput, output: cardView, run: ({ deps, actor }, input) => getCard(deps, actor, input),
  }),
  route({
    method: "PUT", path: "models/{name}/versions/{v}/card", fieldOf, operationId: "saveCard", summary: "Save a model card over the revision that was open", right: "registry.write", status: 200,
    input: saveCardInput, output: cardView, run: ({ deps, actor }, input) => saveCard(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/versions/{v}/card/revisions", fieldOf, operationId: "listCardRevisions", summary: "Every saved text of a model card, the newest first", right: "registry.read", status: 200,
    input: listRevisionsInput, output: listOf(cardRevision), run: ({ deps, actor }, input) => listCardRevisions(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/versions/{v}/activity", fieldOf, operationId: "listActivity", summary: "What was done to a version, the newest first", right: "registry.read", status: 200,
    input: activityInput, output: listOf(activityItem), run: ({ deps, actor }, input) => listActivity(deps, actor, input),
  }),
];
