"use client";
import Link from "next/link";
import { useId } from "react";
import { roleWords } from "#server/domains/identity/contract-roles.ts";
import { paths } from "#server/shared/paths.ts";
import { useToast } from "../ui/toast.tsx";
import { usePerson } from "./session.tsx";
import { signOut } from "./sign-out.ts";

const initials = (name: string) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((part) => part.charAt(0).toUpperCase()).join("");
const row = "block w-full rounded-control px-2.5 py-1.5 text-left hover:bg-sunk";

export function PersonMenu() {
  const person = usePerson();
  const say = useToast();
  const id = useId();
  if (person === null) return null;
  const leave = () => { signOut().catch(() => say("You are still signed in: the console did not answer. Try again.", "danger")); };
  return (
    <>
      <button type="button" popoverTarget={id} aria-label={`${person.name}: account menu`} className="grid size-7 place-items-center rounded-full bg-accent-soft text-mini font-semibold text-accent">{initials(person.name)}</button>
      <div id={id} popover="auto" className="fixed top-11 right-4 bottom-auto left-auto m-0 w-60 rounded-panel border border-line-2 bg-panel p-1.5 text-ink">
        <div className="border-b border-line px-2.5 pt-1 pb-2">
          <p className="font-medium">{person.name}</p>
          <p className="truncate text-note text-ink-3">{person.email}</p>
          <p className="text-note text-ink-3">{roleWords[person.role]}{person.teams.length > 0 ? `, ${person.teams.join(", ")}` : ""}</p>
        </div>
        <div className="pt-1.5">
          <Link href={paths.settings()} className={row}>Settings</Link>
          <button type="button" onClick={leave} className={row}>Sign out</button>
        </div>
      </div>
    </>
  );
}
