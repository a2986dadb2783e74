import { aliasChangeView, aliasProtectionIdInput, aliasProtectionView, aliasView, listAliasChangesInput, listAliasesInput, listAliasProtectionsInput, protectAliasInput } from "#server/domains/registry/contract.ts";
import { listAliasChanges, listAliases, listAliasProtections, protectAlias, unprotectAlias } from "#server/domains/registry/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

/** Where a model's aliases point, what moved them, and which of them not everybody moves. */
export const aliasRoutes = [
  route({
    method: "GET", path: "models/{name}/aliases", fieldOf: { name: "model" }, operationId: "listAliases", summary: "A model's aliases, and what protects each", right: "registry.read", status: 200,
    input: listAliasesInput, output: listOf(aliasView), run: ({ deps, actor }, input) => listAliases(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/alias-changes", fieldOf: { name: "model" }, operationId: "listAliasChanges", summary: "Every move of a model's aliases, the newest first", right: "registry.read", status: 200,
    input: listAliasChangesInput, output: listOf(aliasChangeView), run: ({ deps, actor }, input) => listAliasChanges(deps, actor, input),
  }),
  route({
    method: "GET", path: "alias-protections", operationId: "listAliasProtections", summary: "Protected aliases, beside the environments' names", right: "registry.read", status: 200,
    input: listAliasProtectionsInput, output: listOf(aliasProtectionView), run: ({ deps, actor }, input) => listAliasProtections(deps, actor, input),
  }),
  route({
    method: "POST", path: "alias-protections", operationId: "protectAlias", summary: "Protect an alias, of one model or of every model", right: "alias.protect", status: 201,
    input: protectAliasInput, output: aliasProtectionView, run: ({ deps, actor }, input) => protectAlias(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "alias-protections/{id}", operationId: "unprotectAlias", summary: "Lift a protection", right: "alias.protect", status: 204,
    input: aliasProtectionIdInput, output: null, run: async ({ deps, actor }, input) => { await unprotectAlias(deps, actor, input); },
  }),
];
