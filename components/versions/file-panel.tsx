"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Facts } from "../ui/facts.tsx";
import { bytes, shortDigest } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import type { TreeOf } from "./file-tree.tsx";
import { PreviewBody } from "./preview-body.tsx";

const forms = [{ value: "drawn", text: "Formatted" }, { value: "raw", text: "Text" }] as const;

/** One file: what it is, its digest, a way to have it, and what it holds. Give it the path as its key. */
export function FilePanel({ of, path, back }: { of: TreeOf; path: string; back: () => void }) {
  const trpc = useTRPC();
  const [more, setMore] = useState(false);
  const [form, setForm] = useState<"drawn" | "raw">("drawn");
  const { data, error, isPlaceholderData, refetch } = useQuery({ ...trpc.versions.preview.queryOptions({ model: of.model, version: Number(of.version), path, more }), placeholderData: keepPreviousData });
  const twofold = data?.preview.kind === "text" && data.preview.form !== "plain";
  return (
    <Panel title={path.split("/").at(-1)} className="[overflow-wrap:anywhere]" actions={
      <>
        {twofold ? <SegmentedControl label="Form" options={forms} value={form} onChange={setForm} /> : null}
        {data ? <a href={paths.artifactFile(of.model, of.version, path)} download aria-label={`Download ${path}`} className="inline-flex min-h-8 items-center gap-1.5 rounded-control border border-line-2 px-2.5 font-medium hover:bg-sunk"><Download size={15} strokeWidth={1.75} aria-hidden="true" />Download</a> : null}
      </>
    }>
      <p className="px-3.5 pt-2 lg:hidden"><button type="button" className="sb-link" onClick={back}>All files</button></p>
      {error ? <ErrorState happened={problemOf(error).code === "not_found" ? `${path} is not among the files of this version.` : problemOf(error).detail} todo="Choose another file from the list." retry={problemOf(error).retry ? () => void refetch() : undefined} />
        : data === undefined ? <div className="grid gap-2 px-3.5 py-3"><Skeleton className="h-4 w-64" /><Skeleton className="h-40 w-full" /></div>
          : (
            <>
              <div className="border-b border-line px-3.5 py-3">
                <Facts items={[
                  ["Path", <code key="path" className="text-note">{data.path}</code>], ["Size", <>{bytes(data.size)}, uploaded <Time at={data.at} /></>],
                  ["SHA-256", <span key="digest" className="inline-flex flex-wrap items-center gap-2"><code className="text-note" title={data.sha256}>{shortDigest(data.sha256)}</code><CopyButton text={data.sha256} label="Copy the SHA-256" /></span>],
                ]} />
              </div>
              <PreviewBody shown={{ of, view: data, raw: form === "raw", more: { asked: more, busy: isPlaceholderData, ask: () => setMore(true) } }} />
            </>
          )}
    </Panel>
  );
}
