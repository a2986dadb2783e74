"use client";
import { useMutation } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { frozenTagReason } from "#server/shared/frozen-tags.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input, Textarea } from "../ui/field.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";
import { useRefresh } from "./use-version.ts";

type Tag = { key: string; value: string };
const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;
const readOnly = "Your role does not write to the registry. An administrator can change it.";

function TagForm({ version, tag, close }: { version: VersionPageView; tag: Tag | null; close: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh(version);
  const [key, setKey] = useState(tag?.key ?? "");
  const [value, setValue] = useState(tag?.value ?? "");
  const save = useMutation(trpc.versions.tag.mutationOptions({ onSuccess: async () => { await refresh(); close(); } }));
  const problem = save.error ? problemOf(save.error) : null;
  const frozen = frozenTagReason(key.trim(), version.frozenBy);
  const taken = tag === null ? version.tags.find((one) => one.key === key.trim()) : undefined;
  const submit = (event: FormEvent) => { event.preventDefault(); save.mutate({ model: version.model, version: Number(version.version), key, value }); };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Input label="Name" value={key} readOnly={tag !== null} required maxLength={250} onChange={(event) => setKey(event.target.value)} problem={fieldProblem(problem, "key")} hint={taken ? `It is there already, as “${taken.value}”; saving replaces that.` : undefined} data-first={tag === null ? true : undefined} />
      <Textarea label="Value" value={value} onChange={(event) => setValue(event.target.value)} problem={fieldProblem(problem, "value")} data-first={tag === null ? undefined : true} />
      {problem && problem.fields.length === 0 ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending} disabledReason={frozen ?? (key.trim() === "" ? "Give it a name first." : null)}>{tag === null && !taken ? "Add the tag" : "Change the tag"}</Button></DialogActions>
    </form>
  );
}

/** Tags of a version: added, changed and taken away here; what a release froze says so. */
export function TagsPanel({ version }: { version: VersionPageView }) {
  const trpc = useTRPC();
  const say = useToast();
  const may = useMay("registry.write");
  const refresh = useRefresh(version);
  const [editing, setEditing] = useState<{ tag: Tag | null } | null>(null);
  const remove = useMutation(trpc.versions.untag.mutationOptions({
    onSuccess: async (_done, { key }) => { await refresh(); say(`The tag ${key} is taken away.`); },
    onError: (error) => say(problemOf(error).detail, "danger"),
  }));
  const close = () => setEditing(null);
  return (
    <Panel title="Tags" actions={<Button disabledReason={may ? null : readOnly} aria-haspopup="dialog" onClick={() => setEditing({ tag: null })}><Plus {...icon} />Add a tag</Button>}>
      {version.tags.length === 0 ? <EmptyState title="No tags">Words to find it by, or what the platform should know of it: its owner, its task, its score.</EmptyState> : (
        <ul>
          {version.tags.map((tag) => {
            const reason = may ? frozenTagReason(tag.key, version.frozenBy) : readOnly;
            return (
              <li key={tag.key} className="flex items-center gap-2 border-b border-line px-3.5 py-1.5 last:border-b-0">
                <span className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere]"><span className="text-ink-3">{tag.key}</span> <span className="line-clamp-4 whitespace-pre-line">{tag.value}</span></span>
                <Button kind="ghost" aria-label={`Change the tag ${tag.key}`} disabledReason={reason} onClick={() => setEditing({ tag })}><Pencil {...icon} /></Button>
                <Button kind="ghost" aria-label={`Take the tag ${tag.key} away`} disabledReason={reason} busy={remove.isPending && remove.variables.key === tag.key} onClick={() => remove.mutate({ model: version.model, version: Number(version.version), key: tag.key })}><Trash2 {...icon} /></Button>
              </li>
            );
          })}
        </ul>
      )}
      <Dialog title={editing?.tag ? `Change the tag ${editing.tag.key}` : "Add a tag"} open={editing !== null} onClose={close}>{editing === null ? null : <TagForm version={version} tag={editing.tag} close={close} />}</Dialog>
    </Panel>
  );
}
