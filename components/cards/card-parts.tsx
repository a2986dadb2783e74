"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import type { CardRevision, CardView } from "#server/domains/registry/contract-card.ts";
import { cardCompleteness, cardSections } from "#server/shared/model-card.ts";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Time } from "../ui/time.tsx";
import { lineDiff } from "./line-diff.ts";

const Markdown = dynamic(() => import("./markdown.tsx"), { ssr: false, loading: () => <div className="grid gap-2"><Skeleton className="h-6 w-48" /><Skeleton className="h-24 w-full" /></div> });

/** A card's text as its readers see it; pictures without an address are files of the version. */
export function CardText({ of, text }: { of: Pick<CardView, "model" | "version">; text: string }) {
  return text.trim() === "" ? <p className="text-ink-3">Nothing is written.</p> : <Markdown text={text} base={{ ...of, folder: "" }} />;
}

/** How much of what a card should say it says, and what is missing in words. */
export function Completeness({ text }: { text: string }) {
  const { met, missing } = cardCompleteness(text);
  return (
    <Panel title="Completeness" note={`${met.length} of ${cardSections.length} sections`}>
      <div className="grid gap-3 px-3.5 py-3">
        <progress max={cardSections.length} value={met.length} aria-label="Sections that the card has" className="sb-progress h-1.5 w-full" />
        <ul className="grid gap-2">
          {cardSections.map(({ key, title }) => {
            const lacks = missing.find((one) => one.key === key);
            return (
              <li key={key} className="flex gap-2">
                <span aria-hidden="true" className={cx("mt-[3px] size-3.5 shrink-0 rounded-full", lacks ? "border border-dashed border-ink-3" : "grid place-items-center bg-clear text-[10px] leading-none text-panel")}>{lacks ? null : "✓"}</span>
                <span><span className={lacks ? undefined : "text-ink-2"}>{title}</span><span className="sr-only">{lacks ? ", missing" : ", there"}</span>{lacks ? <span className="block text-note text-ink-3">{lacks.words}</span> : null}</span>
              </li>
            );
          })}
        </ul>
      </div>
    </Panel>
  );
}

/** Every saved text, the newest first; each can be looked at. */
export function History({ of, revisions, shown, more }: { of: CardView; revisions: readonly CardRevision[]; shown: string | null; more: { busy: boolean; ask: () => void } | null }) {
  if (revisions.length === 0) return null;
  return (
    <Panel title="History" note="every saved text">
      <ul>
        {revisions.map((one) => (
          <li key={one.revision} className="border-b border-line last:border-b-0">
            <Link href={paths.versionTab(of, "card", { revision: one.revision === of.newest ? undefined : one.revision })} scroll={false} aria-current={one.revision === shown ? "true" : undefined}
              className={cx("flex flex-wrap items-baseline gap-x-2 px-3.5 py-2 hover:bg-sunk", one.revision === shown && "bg-accent-soft")}>
              <span className="font-medium">{one.savedBy}</span><span className="text-ink-2">{one.revision === of.newest ? "newest" : ""}</span>
              <span className="ml-auto text-note text-ink-2"><Time at={one.savedAt} />, {plural(one.characters, "character", "characters")}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more === null ? null : <p className="border-t border-line px-3.5 py-2"><button type="button" className="sb-link" aria-busy={more.busy || undefined} onClick={more.ask}>Show older ones</button></p>}
    </Panel>
  );
}

const tones = { same: "text-ink-2", added: "bg-accent-soft text-ink", removed: "bg-sunk text-ink-2 line-through" } as const;
const signs = { same: " ", added: "+", removed: "−" } as const;

/** What changed between two texts, line by line; a sign as well as a colour says which. */
export function DiffLines({ before, after, label }: { before: string; after: string; label: string }) {
  return (
    <pre role="region" aria-label={label} tabIndex={0} className="max-h-[70vh] overflow-auto py-2 text-note whitespace-pre-wrap [overflow-wrap:anywhere]">
      {lineDiff(before, after).map((line, index) => <span key={index} className={cx("block px-3.5", tones[line.kind])}>{signs[line.kind]} {line.text || " "}</span>)}
    </pre>
  );
}
