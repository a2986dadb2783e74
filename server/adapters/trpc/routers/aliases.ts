import { z } from "zod";
import { aliasChangeView, aliasProtectionIdInput, aliasProtectionView, aliasView, listAliasChangesInput, listAliasesInput, listAliasProtectionsInput, protectAliasInput } from "#server/domains/registry/contract.ts";
import { listAliasChanges, listAliases, listAliasProtections, protectAlias, unprotectAlias } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");

export const aliasesRouter = router({
  list: read.input(listAliasesInput).output(page(aliasView)).query(({ ctx, input }) => listAliases(ctx.deps, ctx.actor, input)),
  changes: read.input(listAliasChangesInput).output(page(aliasChangeView)).query(({ ctx, input }) => listAliasChanges(ctx.deps, ctx.actor, input)),
  protections: read.input(listAliasProtectionsInput).output(page(aliasProtectionView)).query(({ ctx, input }) => listAliasProtections(ctx.deps, ctx.actor, input)),
  protect: procedureFor("alias.protect").input(protectAliasInput).output(aliasProtectionView).mutation(({ ctx, input }) => protectAlias(ctx.deps, ctx.actor, input)),
  unprotect: procedureFor("alias.protect").input(aliasProtectionIdInput).output(z.void()).mutation(async ({ ctx, input }) => { await unprotectAlias(ctx.deps, ctx.actor, input); }),
});
