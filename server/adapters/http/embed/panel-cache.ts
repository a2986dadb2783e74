import { panelData, type OpenedEmbed } from "#server/domains/embeds/index.ts";
import type { PanelData } from "#server/domains/embeds/contract.ts";
import type { Deps } from "#server/platform/deps.ts";

type Embed = Extract<OpenedEmbed, { state: "live" }>["embed"];
type Entry = { atMs: number; made: Promise<{ data: PanelData; json: string }> };

/** A panel is made at most once in this time, however many pages show it. */
const keptMs = 1000;
const keptAtMost = 500;

/** A panel's data for one second by embed: ten charts in a wiki page, read by many, cost what one reader costs. */
export function panelCache(deps: Deps): (embed: Embed) => Entry["made"] {
  const entries = new Map<string, Entry>();
  const make = async (embed: Embed) => {
    const data = await panelData(deps, embed);
    return { data, json: JSON.stringify(data) };
  };
  return (embed) => {
    const now = deps.clock.now().getTime();
    const known = entries.get(embed.id);
    if (known !== undefined && now - known.atMs < keptMs) return known.made;
    const made = make(embed);
    entries.delete(embed.id);
    entries.set(embed.id, { atMs: now, made });
    // The oldest goes first: a Map keeps the order of insertion.
    const oldest = entries.keys().next();
    if (entries.size > keptAtMost && !oldest.done) entries.delete(oldest.value);
    // A failure is the answer to whoever waits for it now, and to nobody later.
    made.catch(() => entries.delete(embed.id));
    return made;
  };
}
