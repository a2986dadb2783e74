"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { plural } from "../ui/format.ts";
import { useToast } from "../ui/toast.tsx";

/** Sends deliveries again and says how many. @param done after it is queued */
export function useReplay(done: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  return useMutation(trpc.webhooks.replay.mutationOptions({
    onSuccess: ({ replayed }) => {
      say(replayed === 0 ? "No delivery was queued in this span, so nothing is sent." : `${plural(replayed, "delivery is", "deliveries are")} queued again.`);
      done();
    },
    onError: (error) => say(problemOf(error).detail, "danger"),
    onSettled: () => queries.invalidateQueries(trpc.webhooks.pathFilter()),
  }));
}
