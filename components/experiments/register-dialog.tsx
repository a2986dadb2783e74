"use client";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useId, useState, type FormEvent } from "react";
import type { RunView } from "#server/domains/registry/contract-runs.ts";
import { paths } from "#server/shared/paths.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input, Radios, Select, Textarea } from "../ui/field.tsx";
import { type Registrable, registrable, whyNotRegister } from "./registrable.ts";

const offered = 8;

function Form({ run, choices, close }: { run: RunView; choices: readonly Registrable[]; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const listId = useId();
  const [from, setFrom] = useState(choices[0]?.value ?? "");
  const [kind, setKind] = useState<"existing" | "new">("existing");
  const [model, setModel] = useState("");
  const [description, setDescription] = useState("");
  const asked = useDeferredValue(model.trim());
  const known = useQuery({ ...trpc.models.list.queryOptions({ query: asked || undefined, sort: "-updated", limit: offered }), placeholderData: keepPreviousData });
  const register = useMutation(trpc.runs.register.mutationOptions({ onSuccess: (made) => router.push(paths.modelVersion(made.model, made.version)) }));
  const problem = register.error ? problemOf(register.error) : null;
  const chosen = choices.find((one) => one.value === from);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) register.mutate({ runId: run.runId, from: chosen.from, model: model.trim(), isNew: kind === "new", description: description.trim() || undefined });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      {choices.length > 1 ? <Select label="What to register" value={from} onChange={(event) => setFrom(event.target.value)}>{choices.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}</Select>
        : <p className="text-ink-2">{chosen?.text} becomes a version, with this run as where it came from.</p>}
      <Radios legend="As a version of" name="kind" value={kind} onChange={(value) => setKind(value === "new" ? "new" : "existing")}
        options={[{ value: "existing", text: "A model that is registered", note: "It becomes its next version." }, { value: "new", text: "A new model", note: "It becomes version 1." }]} />
      <Input label="Model" data-first list={kind === "existing" ? listId : undefined} value={model} onChange={(event) => setModel(event.target.value)} placeholder={kind === "existing" ? "part of its name" : "a name without / and :"} autoComplete="off" problem={fieldProblem(problem, "model")} />
      <datalist id={listId}>{known.data?.items.map((one) => <option key={one.name}>{one.name}</option>)}</datalist>
      <Textarea label="Description" placeholder="What is different in it" value={description} onChange={(event) => setDescription(event.target.value)} problem={fieldProblem(problem, "description")} />
      {problem ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" kind="primary" busy={register.isPending} disabledReason={model.trim() === "" ? "It needs the model's name." : null}>{kind === "new" ? "Make the model and register" : "Register as its next version"}</Button>
      </DialogActions>
    </form>
  );
}

/** The lever of a run's page: makes a version of what it logged. */
export function RegisterButton({ run }: { run: RunView }) {
  const [open, setOpen] = useState(false);
  const may = useMay("registry.write");
  const choices = registrable(run);
  return (
    <>
      <Button kind="primary" aria-haspopup="dialog" disabledReason={whyNotRegister(run, may)} onClick={() => setOpen(true)}>Register a version</Button>
      <Dialog title={`Register what ${run.name} made`} open={open} onClose={() => setOpen(false)}><Form run={run} choices={choices} close={() => setOpen(false)} /></Dialog>
    </>
  );
}
