import { cx } from "./cx.ts";

export type TrackStep = { text: string; note?: string; done?: boolean };
type TrackProps = {
  /** On the main line until the points; null: the line is empty. */
  incumbent: { text: string } | null;
  challenger: { text: string };
  /** Where the challenger joins, and the stations after it; the last one is the end of the line. */
  steps: readonly TrackStep[];
  /** The challenger has joined. */
  joined: boolean;
  label: string;
};
const width = 720;
const mainY = 44;
const yardY = 92;
const firstX = 300;
const lastX = 690;

/** A release as a track diagram: the incumbent on the main line, the challenger joining it at points. */
export function Track({ incumbent, challenger, steps, joined, label }: TrackProps) {
  const gap = steps.length > 1 ? (lastX - firstX - 60) / (steps.length - 1) : 0;
  const at = (index: number) => (steps.length === 1 ? firstX + 90 : firstX + 40 + index * gap);
  const points = at(0);
  return (
    <figure className="m-0">
      <svg viewBox={`0 0 ${width} 132`} role="img" aria-label={label} className="hidden w-full md:block">
        <path d={`M16 ${mainY}H${points}`} fill="none" strokeWidth="3.5" strokeDasharray={incumbent ? undefined : "2 7"} className="stroke-baseline" />
        <path d={`M${points} ${mainY}H${lastX}`} fill="none" strokeWidth="3.5" className={joined ? "stroke-accent" : "stroke-baseline"} />
        <path d={`M16 ${yardY}H${points - 130}C${points - 60} ${yardY} ${points - 70} ${mainY} ${points} ${mainY}`} fill="none" strokeWidth="3.5" strokeDasharray={joined ? undefined : "7 5"} className="stroke-accent" />
        <text x="16" y={mainY - 14} className="fill-ink-2" fontSize="12">{incumbent ? incumbent.text : "Nothing serves here yet"}</text>
        <text x="16" y={yardY + 22} className="fill-accent" fontSize="12">{challenger.text}</text>
        {steps.map((step, index) => (
          <g key={step.text}>
            <circle cx={at(index)} cy={mainY} r="8" strokeWidth="2" className={step.done ? "fill-accent stroke-accent" : "fill-panel stroke-accent"} />
            <text x={at(index)} y={mainY + 26} textAnchor="middle" fontSize="12" fontWeight="600" className="fill-ink">{step.text}</text>
            {step.note ? <text x={at(index)} y={mainY + 42} textAnchor="middle" fontSize="12" className="fill-ink-3">{step.note}</text> : null}
          </g>
        ))}
      </svg>
      <ol className="grid gap-2 border-l-[3px] border-accent pl-3 md:hidden">
        <li className="text-ink-2">{incumbent ? incumbent.text : "Nothing serves here yet"}</li>
        <li className="text-accent">{challenger.text}</li>
        {steps.map((step) => <li key={step.text} className={cx("font-medium", step.done && "text-accent")}>{step.text}{step.note ? <span className="font-normal text-ink-3">, {step.note}</span> : null}</li>)}
      </ol>
    </figure>
  );
}
