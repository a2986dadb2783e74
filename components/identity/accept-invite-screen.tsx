"use client";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { paths } from "#server/shared/paths.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { signInWithPassword } from "./sign-in.ts";

/** One link makes one person, once. */
export function AcceptInviteScreen({ token }: { token: string }) {
  const trpc = useTRPC();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const accept = useMutation(trpc.invites.accept.mutationOptions({
    onSuccess: async (made) => { location.assign((await signInWithPassword(made.email, form.password)) === null ? paths.overview() : paths.signIn()); },
  }));
  const problem = accept.error ? problemOf(accept.error) : null;
  const set = (key: keyof typeof form) => (event: { target: { value: string } }) => setForm((known) => ({ ...known, [key]: event.target.value }));
  const submit = (event: FormEvent) => { event.preventDefault(); accept.mutate({ token, ...form }); };
  return (
    <form onSubmit={submit} className="grid gap-3">
      {problem && problem.fields.length === 0 ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <Input label="Name" autoComplete="name" required maxLength={80} value={form.name} onChange={set("name")} problem={fieldProblem(problem, "name")} />
      <Input label="E-mail" type="email" autoComplete="username" required value={form.email} onChange={set("email")} problem={fieldProblem(problem, "email")} />
      <Input label="Password" type="password" autoComplete="new-password" required minLength={12} value={form.password} onChange={set("password")} hint="12 characters or more" problem={fieldProblem(problem, "password")} />
      <Button type="submit" kind="primary" wide busy={accept.isPending}>Join and sign in</Button>
    </form>
  );
}
