/** Where a mark's name stands: on which of the levels, to which side, or nowhere when there is no room. */
export type MarkPlace = { x: number; level: number; toLeft: boolean; named: boolean };

const charPx = 5.8;
const padPx = 16;
const levels = 2;

/** Places marks from left to right so that no name runs into another; those without room are circles only. */
export function markLevels(marks: readonly { x: number; chars: number }[], rightPx: number): MarkPlace[] {
  const ends = Array.from({ length: levels }, () => -Infinity);
  return marks.map(({ x, chars }) => {
    const wide = chars * charPx + padPx;
    const toLeft = x + wide > rightPx;
    const start = toLeft ? x - wide : x;
    const level = ends.findIndex((end) => start >= end);
    if (level === -1) return { x, level: 0, toLeft, named: false };
    ends[level] = toLeft ? x + padPx : x + wide;
    return { x, level, toLeft, named: true };
  });
}
