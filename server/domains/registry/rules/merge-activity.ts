/** Where each of two streams was read to; null: from its newest. */
export type ActivityPlace = { act: number | null; move: number | null };
type Act = { seq: number; at: Date };
type Move = { id: number; at: Date };

/**
 * One page of two streams, each newest first by its own number, merged by time. At the same moment an act comes above
 * the move it caused. @returns where the next page begins, null after the last
 */
export function mergeActivity<A extends Act, M extends Move>(acts: readonly A[], moves: readonly M[], { limit, from }: { limit: number; from: ActivityPlace }): { items: (A | M)[]; next: ActivityPlace | null } {
  const items: (A | M)[] = [];
  const next = { ...from };
  let a = 0;
  let m = 0;
  while (items.length < limit) {
    const act = acts[a];
    const move = moves[m];
    if (act !== undefined && (move === undefined || act.at >= move.at)) {
      items.push(act);
      next.act = act.seq;
      a += 1;
    } else if (move !== undefined) {
      items.push(move);
      next.move = move.id;
      m += 1;
    } else return { items, next: null };
  }
  return { items, next: a < acts.length || m < moves.length ? next : null };
}
