"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemOf, type Problem } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { useToast } from "../ui/toast.tsx";

export type Protecting = { protect: (input: { alias: string; model?: string }) => void; unprotect: (id: string) => void; busy: boolean; problem: Problem | null };

/** Protects and unprotects; what the lists say follows. @param done called once an alias is protected */
export function useProtection(done: () => void): Protecting {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const again = () => queries.invalidateQueries(trpc.aliases.pathFilter());
  const protect = useMutation(trpc.aliases.protect.mutationOptions({ onSuccess: (made) => { say(`${made.alias} is protected${made.model === null ? " for every model" : ""}.`); done(); }, onSettled: again }));
  const unprotect = useMutation(trpc.aliases.unprotect.mutationOptions({ onSuccess: () => say("The protection is lifted."), onError: (error) => say(problemOf(error).detail, "danger"), onSettled: again }));
  return {
    protect: (input) => protect.mutate(input), unprotect: (id) => unprotect.mutate({ id: Number(id) }),
    busy: protect.isPending || unprotect.isPending, problem: protect.error ? problemOf(protect.error) : null,
  };
}
