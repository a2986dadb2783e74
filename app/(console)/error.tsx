"use client";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Panel } from "#components/ui/panel.tsx";
import { ErrorState } from "#components/ui/states.tsx";

export default function ConsoleError({ reset }: { error: Error; reset: () => void }) {
  const router = useRouter();
  const retry = () => startTransition(() => { router.refresh(); reset(); });
  return (
    <Panel title="This page could not be read">
      <ErrorState happened="The console could not reach what this page shows." stays="Serving goes on by itself, and nothing was changed." todo="The database may be starting; try again in a moment." retry={retry} />
    </Panel>
  );
}
