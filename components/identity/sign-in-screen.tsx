"use client";
import { useState, type FormEvent } from "react";
import type { Role } from "#server/domains/identity/contract.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { signInAsDemo, signInWithPassword } from "./sign-in.ts";

const demoDoors = [
  { role: "scientist", words: "Continue as data scientist", note: "registers models, asks for promotions" },
  { role: "approver", words: "Continue as approver", note: "also approves, rejects, rolls back" },
  { role: "admin", words: "Continue as administrator", note: "also invites people" },
] as const satisfies readonly { role: Role; words: string; note: string }[];

function PasswordForm({ go, primary }: { go: (answer: Promise<string | null>) => void; primary: boolean }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(signInWithPassword(email, password));
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Input label="E-mail" type="email" name="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} />
      <Input label="Password" type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
      <Button type="submit" kind={primary ? "primary" : "secondary"} wide>Sign in</Button>
    </form>
  );
}

export function SignInScreen({ demo, target }: { demo: boolean; /** Where to go then. */ target: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const go = (answer: Promise<string | null>) => {
    setProblem(null);
    answer.then((said) => { if (said === null) location.assign(target); else setProblem(said); }, () => setProblem("The console did not answer. Try again in a moment."));
  };
  return (
    <div className="grid gap-5">
      {problem ? <p role="alert" className="text-danger">{problem}</p> : null}
      {demo ? (
        <section aria-labelledby="demo" className="grid gap-2.5">
          <h2 id="demo" className="text-head font-semibold">The demo&apos;s people</h2>
          {demoDoors.map((door, index) => (
            <div key={door.role} className="grid gap-0.5">
              <Button kind={index === 1 ? "primary" : "secondary"} wide onClick={() => go(signInAsDemo(door.role))} aria-describedby={`note-${door.role}`}>{door.words}</Button>
              <p id={`note-${door.role}`} className="text-note text-ink-3">{door.note}</p>
            </div>
          ))}
        </section>
      ) : null}
      {demo ? <div className="flex items-center gap-3 text-note text-ink-3"><hr className="flex-1 border-line" />or<hr className="flex-1 border-line" /></div> : null}
      <PasswordForm go={go} primary={!demo} />
    </div>
  );
}
