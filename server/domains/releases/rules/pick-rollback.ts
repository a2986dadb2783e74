/** One spell of serving in an environment; `id` grows with time. */
export type Spell = { id: number; versionId: number; ended: boolean; rolledBack: boolean };

/**
 * Where a rollback goes: the version that served last before `servingId` and was not itself rolled back. A version is
 * judged by its latest ended spell, and the one serving now is never the answer. Nothing serves after a retirement
 * (`servingId` null): then it is the version that was taken out.
 * Case: 1, 2 (rolled back), 1 again → nothing; with 0 before all of them → 0.
 */
export function pickRollback(spells: readonly Spell[], servingId: number | null): number | null {
  const seen = new Set(servingId === null ? [] : [servingId]);
  for (const spell of spells.filter((candidate) => candidate.ended).toSorted((a, b) => b.id - a.id)) {
    if (seen.has(spell.versionId)) continue;
    if (!spell.rolledBack) return spell.versionId;
    seen.add(spell.versionId);
  }
  return null;
}
