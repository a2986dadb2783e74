import { ButtonLink } from "./button.tsx";

/** Cursor pages: back to the first, on to the next. */
export function Pager({ first, next, note }: { first: string | null; next: string | null; note?: string }) {
  if (first === null && next === null && !note) return null;
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 border-t border-line px-3.5 py-2">
      <span className="mr-auto text-note text-ink-3">{note}</span>
      {first === null ? null : <ButtonLink href={first}>First page</ButtonLink>}
      {next === null ? null : <ButtonLink href={next}>Next</ButtonLink>}
    </nav>
  );
}
