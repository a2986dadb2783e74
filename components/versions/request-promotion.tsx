"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { environments, type EnvironmentName } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Radios, Textarea } from "../ui/field.tsx";

type Standing = VersionPageView["environments"][number] | undefined;
const standingIn = (version: VersionPageView, environment: EnvironmentName): Standing => version.environments.find((entry) => entry.environment === environment);
const isFree = (standing: Standing) => standing?.state !== "serving" && standing?.state !== "requested";

function note(standing: Standing, environment: EnvironmentName): string {
  switch (standing?.state) {
    case "serving": return "This version serves there already.";
    case "requested": return "A request for it is open already.";
    case "served": return "It served there before; an approver decides whether it takes all of it again.";
    case "never": case undefined: return `An approver decides; on approval it takes 100% of ${environment} at once.`;
  }
}

function whyNot(version: VersionPageView, may: boolean): string | null {
  if (!may) return "Your role does not ask for promotions. An administrator can change it.";
  if (version.files === 0 && !version.tags.some((tag) => tag.key === "signalbox.backend")) return "Nothing can serve this version: it has no model files.";
  if (!environments.some((environment) => isFree(standingIn(version, environment)))) return "It serves, or waits for a decision, in every environment.";
  return null;
}

function Form({ version, close }: { version: VersionPageView; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const first = environments.findLast((environment) => isFree(standingIn(version, environment))) ?? "production";
  const [environment, setEnvironment] = useState<EnvironmentName>(first);
  const [comment, setComment] = useState("");
  const request = useMutation(trpc.releases.request.mutationOptions({ onSuccess: (release) => router.push(paths.release(release.id)) }));
  const problem = request.error ? problemOf(request.error) : null;
  const extra = problem?.extra["id"];
  const openId = problem?.code === "already_open" && (typeof extra === "string" || typeof extra === "number") ? String(extra) : null;
  const blocked = isFree(standingIn(version, environment)) ? null : note(standingIn(version, environment), environment);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    request.mutate({ model: version.model, version: Number(version.version), environment, comment: comment.trim() || undefined });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p className="text-ink-2">The evidence is frozen as it is now: metrics beside those of what serves, the signature&apos;s difference, the baseline, live drift. Somebody else decides.</p>
      <Radios legend="Environment" name="environment" value={environment} onChange={(value) => setEnvironment(environments.find((known) => known === value) ?? first)}
        options={environments.map((name) => ({ value: name, text: name === "production" ? "Production" : "Staging", note: note(standingIn(version, name), name) }))} />
      <Textarea label="Comment" placeholder="What it improves, and what to watch" value={comment} onChange={(event) => setComment(event.target.value)} problem={fieldProblem(problem, "comment")} />
      {problem ? <p role="alert" className="text-danger">{problem.detail}{openId === null ? null : <> <Link href={paths.release(openId)} className="underline">Open release {openId}</Link></>}</p> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" kind="primary" busy={request.isPending} disabledReason={blocked}>Request promotion of v{version.version} to {environment}</Button>
      </DialogActions>
    </form>
  );
}

/** The lever of a version page: opens a release with its evidence. */
export function RequestPromotion({ version }: { version: VersionPageView }) {
  const [open, setOpen] = useState(false);
  const reason = whyNot(version, useMay("release.request"));
  return (
    <>
      <Button kind="primary" disabledReason={reason} onClick={() => setOpen(true)} aria-haspopup="dialog">Request promotion</Button>
      <Dialog title={`Request promotion of ${version.model} v${version.version}`} open={open} onClose={() => setOpen(false)}><Form version={version} close={() => setOpen(false)} /></Dialog>
    </>
  );
}
