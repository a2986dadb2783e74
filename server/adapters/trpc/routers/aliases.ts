import { z } from "zod";
import { aliasChangeView, aliasProtectionIdInput, aliasProtectionView, aliasView, listAliasChangesInput, listAliasesInput, listAliasProtectionsInput, protectAliasInput, removeAliasInput, setAliasInput } from "#server/domains/registry/contract.ts";
import { listAliasChanges, listAliases, listAliasProtections, protectAlias, unprotectAlias } from "#server/domains/registry/index.ts";
import { deleteAliasOrAsk, setAliasOrAsk } from "#server/domains/releases/index.ts";
import { procedureFor, router } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");

export const aliasesRouter = router({
  list: read.input(listAliasesInput).output(page(aliasView)).query(({ ctx, input }) => listAliases(ctx.deps, ctx.actor, input)),
  changes: read.input(listAliasChangesInput).output(page(aliasChangeView)).query(({ ctx, input }) => listAliasChanges(ctx.deps, ctx.actor, input)),
  protections: read.input(listAliasProtectionsInput).output(page(aliasProtectionView)).query(({ ctx, input }) => listAliasProtections(ctx.deps, ctx.actor, input)),
  set: procedureFor("registry.write").input(setAliasInput).output(z.void()).mutation(({ ctx, input }) => setAliasOrAsk(ctx.deps, ctx.actor, { name: input.model, alias: input.alias, version: String(input.version) })),
  remove: procedureFor("registry.write").input(removeAliasInput).output(z.void()).mutation(({ ctx, input }) => deleteAliasOrAsk(ctx.deps, ctx.actor, { name: input.model, alias: input.alias })),
  protect: procedureFor("alias.protect").input(protectAliasInput).output(aliasProtectionView).mutation(({ ctx, input }) => protectAlias(ctx.deps, ctx.actor, input)),
  unprotect: procedureFor("alias.protect").input(aliasProtectionIdInput).output(z.void()).mutation(async ({ ctx, input }) => { await unprotectAlias(ctx.deps, ctx.actor, input); }),
});
