/** A semaphore signal, arm raised: the line is clear. */
export function Logo() {
  return (
    <svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" className="shrink-0">
      <path d="M1.5 16h15" fill="none" strokeWidth="1.75" strokeLinecap="round" className="stroke-ink-2" />
      <path d="M10.5 16V5.5" fill="none" strokeWidth="1.75" className="stroke-ink-2" />
      <path d="M10.5 6.2 2.8 10" fill="none" strokeWidth="2" strokeLinecap="round" className="stroke-ink-2" />
      <circle cx="11.6" cy="4.4" r="3.1" className="fill-clear" />
    </svg>
  );
}
