"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { comparedAtMost, refOf } from "#server/shared/compare.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { byMetric, metric, metricName, plural } from "../ui/format.ts";
import { Time } from "../ui/time.tsx";

const modelsShown = 8;
const versionsShown = 20;
const item = "flex w-full items-center gap-3 border-t border-line px-2 py-1.5 text-left hover:bg-sunk";

function Versions({ model, refs, add }: { model: string; refs: readonly string[]; add: (ref: string) => void }) {
  const trpc = useTRPC();
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, isFetching } = useQuery({ ...trpc.versions.list.queryOptions({ model, limit: versionsShown, cursor }), placeholderData: keepPreviousData });
  const next = data?.nextCursor ?? null;
  return (
    <div aria-busy={isFetching}>
      <ul aria-label={`Versions of ${model}`}>
        {data?.items.map((version) => {
          const ref = refOf(model, version.version);
          const there = refs.includes(ref);
          const first = version.metrics.toSorted((a, b) => byMetric(a.key, b.key))[0];
          return (
            <li key={version.version}>
              <button type="button" aria-disabled={there || undefined} onClick={() => { if (!there) add(ref); }} className={cx(item, there && "text-ink-3")}>
                <span className="w-12 font-medium">v{version.version}</span>
                <span className="min-w-0 flex-1 truncate text-ink-2">{there ? "compared already" : version.routes.length > 0 ? `serves in ${version.routes.map((route) => route.environment).join(" and ")}` : first === undefined ? version.createdBy : `${metricName(first.key)} ${metric(first.value)}`}</span>
                <span className="text-note text-ink-3"><Time at={version.createdAt} /></span>
              </button>
            </li>
          );
        })}
      </ul>
      {data?.items.length === 0 ? <p className="px-2 py-2 text-ink-3">It has no version yet.</p> : null}
      {next === null ? null : <div className="pt-2"><Button onClick={() => setCursor(next)}>Older versions</Button></div>}
    </div>
  );
}

function Search({ refs, add }: { refs: readonly string[]; add: (ref: string) => void }) {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [model, setModel] = useState<string | null>(null);
  const query = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({ ...trpc.models.list.queryOptions({ query: query === "" ? undefined : query, sort: "-updated", limit: modelsShown }), placeholderData: keepPreviousData });
  return (
    <div className="grid gap-3">
      <Input label="Model" data-first placeholder="name, owner or words" value={text} onChange={(event) => { setText(event.target.value); setModel(null); }} />
      {model === null ? (
        <ul aria-label="Models found" aria-busy={isFetching}>
          {data?.items.map((found) => (
            <li key={found.name}><button type="button" onClick={() => setModel(found.name)} className={item}><span className="min-w-0 flex-1 truncate font-medium">{found.name}</span><span className="text-note text-ink-3">{plural(found.versionCount, "version", "versions")}</span></button></li>
          ))}
          {data?.items.length === 0 ? <li className="py-2 text-ink-3">No model has these words.</li> : null}
        </ul>
      ) : (
        <div className="grid gap-2">
          <p className="flex items-center gap-2"><span className="font-medium [overflow-wrap:anywhere]">{model}</span><Button kind="ghost" onClick={() => setModel(null)}>Another model</Button></p>
          <Versions key={model} model={model} refs={refs} add={add} />
        </div>
      )}
    </div>
  );
}

/** Adds a version of any model to the comparison. */
export function AddVersion({ refs, add }: { refs: readonly string[]; add: (ref: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabledReason={refs.length >= comparedAtMost ? `${comparedAtMost} versions fit beside each other. Take one out first.` : null} onClick={() => setOpen(true)} aria-haspopup="dialog"><Plus size={15} strokeWidth={1.75} aria-hidden="true" />Add a version</Button>
      <Dialog title="Add a version" open={open} onClose={() => setOpen(false)}><Search refs={refs} add={(ref) => { setOpen(false); add(ref); }} /></Dialog>
    </>
  );
}
