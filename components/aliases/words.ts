import type { AliasChangeView, AliasProtectionView, AliasScope, AliasView } from "#server/domains/registry/contract.ts";
import { version } from "../ui/format.ts";

/** An alias as the model's page lists it: one that is set, or a protected name that points nowhere yet. */
export type AliasRow = { alias: string; set: AliasView | null; protectedBy: AliasScope | null; protectionId: string | null };

/** What is set, then what is protected and not set; a protection is kept in small letters. */
export function aliasRows(aliases: readonly AliasView[], protections: readonly AliasProtectionView[]): AliasRow[] {
  const own = (alias: string) => protections.find((one) => one.model !== null && one.alias === alias.toLowerCase())?.id ?? null;
  const taken = new Set(aliases.map((one) => one.alias.toLowerCase()));
  return [
    ...aliases.map((set): AliasRow => ({ alias: set.alias, set, protectedBy: set.protectedBy, protectionId: own(set.alias) })),
    ...protections.filter((one) => !taken.has(one.alias)).map((one): AliasRow => ({ alias: one.alias, set: null, protectedBy: one.model === null ? "all" : "model", protectionId: one.model === null ? null : one.id })),
  ];
}

const whys = {
  environment: "Follows what the environment serves: only a release moves it",
  all: "Protected for every model: an approver or a release moves it",
  model: "Protected: an approver or a release moves it",
} as const satisfies Record<AliasScope, string>;
export const why = (scope: AliasScope | null): string => (scope === null ? "Anybody may move it" : whys[scope]);

/** "v2 → v3", "set to v3", "taken from v2". */
export function moveWords({ from, to }: Pick<AliasChangeView, "from" | "to">): string {
  if (from === null) return to === null ? "" : `set to ${version(to)}`;
  return to === null ? `taken from ${version(from)}` : `${version(from)} → ${version(to)}`;
}
