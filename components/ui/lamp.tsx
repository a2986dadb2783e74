import { lampWords, type Lamp as LampState } from "#server/shared/lamps.ts";
import { cx } from "./cx.ts";

export type LampShown = LampState | "clock";

const tones = { steady: "text-clear", drifting: "text-caution", alert: "text-danger", unknown: "text-ink-3", clock: "text-ink-3" } as const satisfies Record<LampShown, string>;

function shape(state: LampShown) {
  switch (state) {
    case "steady": return <circle cx="5" cy="5" r="4.5" fill="currentColor" />;
    case "drifting": return <path d="M5 .6 9.8 9.4H.2Z" fill="currentColor" />;
    case "alert": return <rect x=".5" y=".5" width="9" height="9" rx="1" fill="currentColor" />;
    case "unknown": return <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.8" />;
    case "clock": return null;
  }
}

/** A state by shape, colour and word together. A clock always moves, so it has no lamp, only words. `word` replaces the usual one ("Not serving"). */
export function Lamp({ state, word, className, small }: { state: LampShown; word?: string; className?: string; small?: boolean }) {
  const drawn = shape(state);
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap", tones[state], className)} data-lamp={state}>
      {drawn === null ? null : <svg viewBox="0 0 10 10" width={small ? 8 : 10} height={small ? 8 : 10} aria-hidden="true" className="shrink-0">{drawn}</svg>}
      <span>{word ?? (state === "clock" ? "no verdict" : lampWords[state])}</span>
    </span>
  );
}
