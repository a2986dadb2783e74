"use client";
import { useState, type FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { useProtection } from "./use-protection.ts";

/** Protects a name, set or not: of one model, or of every model. */
export function ProtectForm({ model, reason }: { model?: string; /** Why the person may not. */ reason: string | null }) {
  const [alias, setAlias] = useState("");
  const { protect, busy, problem } = useProtection(() => setAlias(""));
  const submit = (event: FormEvent) => { event.preventDefault(); protect({ alias: alias.trim(), model }); };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2 border-t border-line px-3.5 py-3">
      <div className="min-w-40 flex-1"><Input label={model === undefined ? "Protect an alias of every model" : "Protect an alias of this model"} placeholder="champion" maxLength={255} value={alias} onChange={(event) => setAlias(event.target.value)} problem={problem?.detail} /></div>
      <Button type="submit" busy={busy} disabledReason={reason ?? (alias.trim() === "" ? "Name the alias first." : null)}>Protect it</Button>
    </form>
  );
}
