import { z } from "zod";
import { roles, roleWords, type Role } from "./contract-roles.ts";

/** Rights are named; a role is a set of them. Checks ask for a right, never for a role. */
export const rights = [
  "registry.read", "registry.write",
  "alias.setProtected", "alias.protect", "alias.protectAll",
  "release.request", "release.approve", "release.withdraw", "route.rollback",
  "embed.create", "embed.revoke", "embed.revokeAny",
  "monitoring.read", "monitor.write", "alert.handle", "telemetry.write", "serving.administer",
  "audit.read", "token.create", "webhook.administer", "person.invite", "person.administer",
] as const;
export type Right = (typeof rights)[number];

export { roles, roleWords, type Role };

const everyone = [
  "registry.read", "registry.write", "release.request", "release.withdraw", "embed.create", "embed.revoke",
  "monitoring.read", "monitor.write", "alert.handle", "telemetry.write", "audit.read", "token.create",
] as const satisfies readonly Right[];

export const roleRights = {
  scientist: everyone,
  approver: [...everyone, "release.approve", "route.rollback", "alias.setProtected", "alias.protect"],
  admin: rights,
} as const satisfies Record<Role, readonly Right[]>;

/** What identity writes to the audit log; part of the closed list in `audit/contract.ts`. */
export const identityAuditActions = ["token.created", "token.revoked", "person.created", "person.role_changed", "invite.created", "invite.used"] as const;

/** Whoever acts. `system` is the platform itself (worker, demo seed start); it is written to the audit as such. */
export type Actor = {
  kind: "person" | "system";
  id: string;
  name: string;
  email: string;
  role: Role;
  teams: readonly string[];
  /** How they came: a page, or one of their tokens. */
  via: "session" | "token" | "process";
};

export const systemActor: Actor = { kind: "system", id: "system", name: "Signalbox", email: "", role: "admin", teams: [], via: "process" };

export const mayDo = (actor: Actor, right: Right): boolean => (roleRights[actor.role] as readonly Right[]).includes(right);

export const personView = z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles), teams: z.array(z.string()) });
export type PersonView = z.infer<typeof personView>;

export const tokenView = z.object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() });
export type TokenView = z.infer<typeof tokenView>;
export const createTokenInput = z.object({ name: z.string().trim().min(1).max(80) });
export const createdTokenView = tokenView.extend({ token: z.string() });

/** What a browser's e-mail field takes, so also addresses without a public domain: `me@host`. */
export const emailAddress = z.email({ pattern: z.regexes.html5Email });
export const inviteInput = z.object({ email: emailAddress.optional(), role: z.enum(roles) });
export const inviteView = z.object({ id: z.string(), email: z.string().nullable(), role: z.enum(roles), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime(), usedAt: z.iso.datetime().nullable() });
export const createdInviteView = inviteView.extend({ url: z.string() });
export const acceptInviteInput = z.object({ token: z.string().min(20), name: z.string().trim().min(1).max(80), email: emailAddress, password: z.string().min(12, "12 characters or more").max(200) });

/** What every page knows of who is looking. */
export const sessionView = z.object({ person: personView.nullable(), rights: z.array(z.enum(rights)), demo: z.boolean() });
export type SessionView = z.infer<typeof sessionView>;

export const demoRoles = roles;
export const demoPeople = {
  scientist: { email: "scientist@demo.local", name: "Dana Scientist", teams: ["Arrivals"] },
  approver: { email: "approver@demo.local", name: "Alex Approver", teams: ["Arrivals", "Examples"] },
  admin: { email: "admin@demo.local", name: "Ada Administrator", teams: [] },
} as const satisfies Record<Role, { email: string; name: string; teams: readonly string[] }>;

export const issueTokenInput = z.object({ email: emailAddress, role: z.enum(roles).optional(), name: z.string().trim().min(1).max(80).optional() });
export const tokenIdInput = z.object({ id: z.string().min(1).max(64) });
export const acceptedInviteView = z.object({ email: z.string() });
export const demoSignInInput = z.object({ role: z.enum(roles) });
/** True for the people of the demo, who do not exist for an installation without it. */
export const isDemoEmail = (email: string): boolean => roles.some((role) => demoPeople[role].email === email.toLowerCase());
