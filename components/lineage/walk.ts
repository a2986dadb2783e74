import { lineageWords } from "#server/shared/lineage.ts";
import type { Shown, ShownNode } from "./collapse.ts";

type Places = { places: ReadonlyMap<string, { x: number; y: number }> };
export type Beside = { from: ShownNode[]; to: ShownNode[] };

/** What a node is connected to, on its left and on its right. */
export function besideOf(shown: Shown, id: string): Beside {
  const nodes = new Map(shown.nodes.map((node) => [node.id, node]));
  const ends = (ids: readonly string[]) => [...new Set(ids)].flatMap((one) => nodes.get(one) ?? []);
  return { from: ends(shown.edges.filter((edge) => edge.to === id).map((edge) => edge.from)), to: ends(shown.edges.filter((edge) => edge.from === id).map((edge) => edge.to)) };
}

const spokenNames = 3;
const listed = (nodes: readonly ShownNode[]) => `${nodes.slice(0, spokenNames).map((node) => node.label).join(", ")}${nodes.length > spokenNames ? ` and ${nodes.length - spokenNames} more` : ""}`;

/** A node as it is read out: what it is, how it stands, what it comes from and what comes of it. */
export function spokenOf(node: ShownNode, beside: Beside): string {
  const said = [
    `${node.members === null ? `${lineageWords[node.kind].one} ` : ""}${node.label}${node.note === "" ? "" : `, ${node.note}`}`,
    beside.from.length === 0 ? "" : `from ${listed(beside.from)}`, beside.to.length === 0 ? "" : `to ${listed(beside.to)}`,
    node.members === null ? "" : "Enter unfolds",
  ];
  return `${said.filter(Boolean).join("; ")}.`;
}

/**
 * Where an arrow key goes: right and left along a connection, to the end that is nearest in height; up and down in the
 * lane. Null where there is nothing, and for other keys.
 */
export function stepFrom(shown: Shown, { places }: Places, { id, key }: { id: string; key: string }): string | null {
  const own = places.get(id);
  if (own === undefined) return null;
  const nearest = (nodes: readonly ShownNode[]) => nodes.toSorted((a, b) => Math.abs((places.get(a.id)?.y ?? 0) - own.y) - Math.abs((places.get(b.id)?.y ?? 0) - own.y))[0]?.id ?? null;
  switch (key) {
    case "ArrowRight": return nearest(besideOf(shown, id).to);
    case "ArrowLeft": return nearest(besideOf(shown, id).from);
    case "ArrowDown": case "ArrowUp": {
      const down = key === "ArrowDown";
      return nearest(shown.nodes.filter((node) => { const at = places.get(node.id); return at !== undefined && at.x === own.x && (down ? at.y > own.y : at.y < own.y); }));
    }
    default: return null;
  }
}
