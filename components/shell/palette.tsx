"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Box, GitPullRequestArrow, Waypoints, type LucideIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import type { PaletteView } from "#server/shared/overview.ts";
import { Dialog } from "../ui/dialog.tsx";
import { allNav } from "./nav.ts";
import { useTRPC } from "./trpc.tsx";

type Kind = PaletteView["items"][number]["kind"];
/** Pages are known here already, and answer at once. */
const groups = [["model", "Models"], ["version", "Versions"], ["feature", "Features"], ["release", "Releases"]] as const satisfies readonly (readonly [Kind, string])[];
const icons = { model: Box, version: Box, feature: Waypoints, release: GitPullRequestArrow } as const satisfies Record<Kind, LucideIcon>;
const item = "flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent";
const heading = "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-mini [&_[cmdk-group-heading]]:text-ink-3";

function Body({ go }: { go: (href: string) => void }) {
  const trpc = useTRPC();
  const [query, setQuery] = useState("");
  const asked = useDeferredValue(query.trim());
  const found = useQuery({ ...trpc.palette.search.queryOptions({ query: asked }), placeholderData: keepPreviousData });
  const items = found.data?.items ?? [];
  const pages = allNav.filter((entry) => entry.text.toLowerCase().includes(query.trim().toLowerCase()));
  const [picked, setPicked] = useState("");
  const order = [...groups.flatMap(([kind]) => items.filter((row) => row.kind === kind)), ...pages].map((row) => row.href);
  return (
    <Command shouldFilter={false} loop value={order.includes(picked) ? picked : (order[0] ?? "")} onValueChange={setPicked} label="Search or jump to" className="-mx-1.5">
      <Command.Input data-first value={query} onValueChange={setQuery} placeholder="A model, feature, release or page" className="mb-1 min-h-9 w-full rounded-control border border-control bg-panel px-2.5 placeholder:text-ink-3" />
      <Command.List className="max-h-[50dvh] overflow-y-auto">
        <Command.Empty className="px-2.5 py-6 text-ink-2">{found.isError ? "The search did not answer. Pages can still be reached by the rail." : found.isFetching ? "Searching" : "Nothing has that name."}</Command.Empty>
        {groups.map(([kind, title]) => {
          const rows = items.filter((row) => row.kind === kind);
          const Icon = icons[kind];
          return rows.length === 0 ? null : (
            <Command.Group key={kind} heading={title} className={heading}>
              {rows.map((row) => <Command.Item key={row.href} value={row.href} onSelect={go} className={item}><Icon size={15} strokeWidth={1.75} aria-hidden="true" /><span className="truncate">{row.title}</span><span className="ml-auto truncate text-note text-ink-3">{row.note}</span></Command.Item>)}
            </Command.Group>
          );
        })}
        {pages.length === 0 ? null : (
          <Command.Group heading="Pages" className={heading}>
            {pages.map((entry) => { const Icon = entry.icon; return <Command.Item key={entry.href} value={entry.href} onSelect={go} className={item}><Icon size={15} strokeWidth={1.75} aria-hidden="true" />{entry.text}</Command.Item>; })}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

/** Ctrl-K: whatever has a name, and the pages. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  return <Dialog title="Search or jump to" open={open} onClose={onClose}><Body go={(href) => { onClose(); router.push(href); }} /></Dialog>;
}
