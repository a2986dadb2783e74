import type { InviteRow } from "./store-invites.ts";
import type { PersonRow, TokenRow } from "./store.ts";
import type { PersonView, TokenView } from "./contract.ts";

export const personViewOf = ({ id, name, email, role, teams }: Pick<PersonRow, "id" | "name" | "email" | "role"> & { teams: readonly string[] }): PersonView => ({ id, name, email, role, teams: [...teams] });

export const tokenViewOf = (row: TokenRow): TokenView => ({ id: row.id, name: row.name, createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null });

export const inviteViewOf = (row: InviteRow) => ({
  id: row.id, email: row.email, role: row.role, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), usedAt: row.used_at?.toISOString() ?? null,
});
