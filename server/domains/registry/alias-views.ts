import type { AliasProtectionView } from "./contract.ts";
import type { ProtectionRow } from "./store-aliases.ts";

export const protectionView = (row: ProtectionRow, createdByName: string): AliasProtectionView => ({
  id: String(row.id), alias: row.alias, model: row.model, createdBy: { id: row.createdBy, name: createdByName }, createdAt: row.createdAt.toISOString(),
});
