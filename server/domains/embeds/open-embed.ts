import type { Deps } from "../../platform/deps.ts";
import { embedById, type EmbedRow } from "./store.ts";

export type OpenedEmbed = { state: "live"; embed: EmbedRow } | { state: "gone" } | { state: "missing" };

/** What an address leads to now: a chart, something that was revoked or has expired, or nothing. */
export async function openEmbed(deps: Pick<Deps, "db" | "clock">, id: string): Promise<OpenedEmbed> {
  if (!/^[\w-]{1,100}$/.test(id)) return { state: "missing" };
  const embed = await embedById(deps.db, id);
  if (embed === null) return { state: "missing" };
  const expired = embed.expiresAt !== null && embed.expiresAt.getTime() <= deps.clock.now().getTime();
  return embed.revokedAt !== null || expired ? { state: "gone" } : { state: "live", embed };
}
