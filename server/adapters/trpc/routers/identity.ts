import { z } from "zod";
import { acceptedInviteView, acceptInviteInput, createdInviteView, createdTokenView, createTokenInput, inviteInput, inviteView, personView, roleRights, sessionView, tokenIdInput, tokenView } from "#server/domains/identity/contract.ts";
import { acceptInvite, createInvite, createToken, listInvites, listPeople, listTokens, revokeToken } from "#server/domains/identity/index.ts";
import { procedureFor, publicProcedure, router } from "../procedures.ts";

export const sessionRouter = router({
  get: publicProcedure.output(sessionView).query(({ ctx: { actor, deps } }) => ({
    person: actor === null ? null : { id: actor.id, name: actor.name, email: actor.email, role: actor.role, teams: [...actor.teams] },
    rights: actor === null ? [] : [...roleRights[actor.role]],
    demo: deps.env.demo,
  })),
});

export const peopleRouter = router({
  list: procedureFor("registry.read").output(z.array(personView)).query(({ ctx }) => listPeople(ctx.deps, ctx.actor)),
});

export const tokensRouter = router({
  list: procedureFor("token.create").output(z.array(tokenView)).query(({ ctx }) => listTokens(ctx.deps, ctx.actor)),
  create: procedureFor("token.create").input(createTokenInput).output(createdTokenView).mutation(({ ctx, input }) => createToken(ctx.deps, ctx.actor, input)),
  revoke: procedureFor("token.create").input(tokenIdInput).output(z.void()).mutation(({ ctx, input }) => revokeToken(ctx.deps, ctx.actor, input)),
});

export const invitesRouter = router({
  list: procedureFor("person.invite").output(z.array(inviteView)).query(({ ctx }) => listInvites(ctx.deps, ctx.actor)),
  create: procedureFor("person.invite").input(inviteInput).output(createdInviteView).mutation(({ ctx, input }) => createInvite(ctx.deps, ctx.actor, input)),
  accept: publicProcedure.input(acceptInviteInput).output(acceptedInviteView).mutation(({ ctx, input }) => acceptInvite(ctx.deps, input)),
});
