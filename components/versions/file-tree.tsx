"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, FileText } from "lucide-react";
import { createContext, useContext, useState, type MouseEvent } from "react";
import type { FileView } from "#server/domains/registry/contract-version.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { bytes, plural } from "../ui/format.ts";
import { Skeleton } from "../ui/skeleton.tsx";

export type TreeOf = { model: string; version: string };
/** The file that is shown, and how another one is: its link works by itself too. */
export const ChosenFile = createContext<{ path: string | null; choose: (path: string) => void }>({ path: null, choose: () => undefined });

const row = "flex min-h-9 w-full items-center gap-2 px-3.5 text-left hover:bg-sunk";
/** How far a level stands in; below the deepest it stays there. */
const indents = ["pl-3.5", "pl-8", "pl-12", "pl-16", "pl-20", "pl-24"] as const;
const indent = (depth: number) => indents[Math.min(depth, indents.length - 1)];

function Folder({ of, file, depth }: { of: TreeOf; file: FileView; depth: number }) {
  const { path } = useContext(ChosenFile);
  const [open, setOpen] = useState(path?.startsWith(`${file.path}/`) ?? false);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className={`${row} ${indent(depth)}`}>
        <Icon size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
        <span className="min-w-0 truncate font-mono text-note">{file.name}/</span>
        <span className="ml-auto shrink-0 text-note text-ink-3">{plural(file.files, "file", "files")}, {bytes(file.size)}</span>
      </button>
      {open ? <Level of={of} folder={file.path} depth={depth + 1} /> : null}
    </>
  );
}

function File({ of, file, depth }: { of: TreeOf; file: FileView; depth: number }) {
  const { path, choose } = useContext(ChosenFile);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    choose(file.path);
  };
  return (
    <a href={paths.versionTab(of, "artifacts", { path: file.path })} onClick={open} aria-current={path === file.path ? "true" : undefined} className={cx(row, indent(depth), path === file.path && "bg-accent-soft")}>
      <FileText size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="min-w-0 truncate font-mono text-note" title={file.name}>{file.name}</span>
      <span className="ml-auto shrink-0 text-note text-ink-2 tabular-nums">{bytes(file.size)}</span>
    </a>
  );
}

/** One folder's files and folders, asked for when it is opened and a page at a time. `first`: its first page, where the server has read it. */
export function Level({ of, folder, depth, first }: { of: TreeOf; folder: string; depth: number; first?: Page<FileView> }) {
  const trpc = useTRPC();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(trpc.versions.files.infiniteQueryOptions(
    { model: of.model, version: Number(of.version), folder },
    { getNextPageParam: (page) => page.nextCursor, ...(first === undefined ? {} : { initialData: { pages: [first], pageParams: [null] } }) },
  ));
  if (error) return <p role="alert" className={`py-2 text-danger ${indent(depth)}`}>{problemOf(error).detail} <button type="button" className="underline" onClick={() => void refetch()}>Try again</button></p>;
  if (data === undefined) return <div className={`py-2 ${indent(depth)}`}><Skeleton className="h-4 w-40" /></div>;
  return (
    <ul>
      {data.pages.flatMap((page) => page.items).map((file) => (
        <li key={`${file.path}${file.folder ? "/" : ""}`} className={depth === 0 ? "border-b border-line last:border-b-0" : undefined}>
          {file.folder ? <Folder of={of} file={file} depth={depth} /> : <File of={of} file={file} depth={depth} />}
        </li>
      ))}
      {hasNextPage ? <li className={`py-2 ${indent(depth)}`}><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>Show more of this folder</Button></li> : null}
    </ul>
  );
}
