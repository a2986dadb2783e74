"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLiveRefresh, type LiveKind } from "./live.tsx";
import { useSession } from "./session.tsx";
import { useTRPC } from "./trpc.tsx";

const kinds: readonly LiveKind[] = ["demo.progress"];
const pollMs = 1_000;

/** Says what the demo's seeding does while it does it; gone once it runs. */
export function DemoStrip() {
  const trpc = useTRPC();
  const { session } = useSession();
  const filters = useMemo(() => [trpc.demo.get.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data } = useQuery({ ...trpc.demo.get.queryOptions(), enabled: session.demo, refetchInterval: (query) => (query.state.data?.state === "seeding" ? pollMs : false) });
  if (!data || (data.state !== "seeding" && data.state !== "failed")) return null;
  const percent = Math.round(data.progress * 100);
  return (
    <output className="relative flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line bg-panel px-4 py-1 text-note text-ink-2 md:px-6">
      {data.state === "failed" ? <span className="text-danger">The demo stopped: {data.step}. Models that were registered stay; start again to go on.</span> : (
        <>
          <span>Setting up the demo: {data.step}</span>
          <progress max={100} value={percent} aria-label="Demo set-up" className="sb-progress h-1 w-40 max-w-full" />
          <span className="text-ink-3">{percent}%</span>
        </>
      )}
    </output>
  );
}
