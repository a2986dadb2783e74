import { strokeOf } from "../charts/types.ts";

const tones = [1, 2, 3, 4] as const;

/** How the line of a version is told from the others: four colours, twice, and eight shapes, so that no pair rests on colour. */
export function lineLook(index: number): { stroke: string; dash: string | undefined } {
  return { stroke: strokeOf[tones[index % 4] ?? 1], dash: index < 4 ? undefined : "5 3" };
}

/** A filled or open shape of seven pixels. */
export function Mark({ index, x, y }: { index: number; x: number; y: number }) {
  const { stroke } = lineLook(index);
  const open = index >= 4;
  const look = { fill: open ? "var(--panel)" : stroke, stroke, strokeWidth: 1.5 };
  switch (index % 4) {
    case 0: return <circle cx={x} cy={y} r={3.4} {...look} />;
    case 1: return <rect x={x - 3.1} y={y - 3.1} width={6.2} height={6.2} {...look} />;
    case 2: return <path d={`M${x},${y - 4}l4,7h-8z`} {...look} />;
    default: return <path d={`M${x},${y - 4.2}l4.2,4.2l-4.2,4.2l-4.2,-4.2z`} {...look} />;
  }
}

/** The sample of a line beside its version's name. */
export function LineSample({ index }: { index: number }) {
  const { stroke, dash } = lineLook(index);
  return (
    <svg viewBox="0 0 26 10" width="26" height="10" aria-hidden="true" className="shrink-0">
      <path d="M0,5H26" stroke={stroke} strokeWidth="2" strokeDasharray={dash} />
      <Mark index={index} x={13} y={5} />
    </svg>
  );
}
