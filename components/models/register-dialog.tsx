"use client";
import Link from "next/link";
import { paths } from "#server/shared/paths.ts";
import { useSession } from "../shell/session.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { registerLines } from "./register-panel.tsx";

const curlLines = (origin: string): string => `curl ${origin}/api/2.0/mlflow/registered-models/create \\
  -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name": "my-model", "description": "What it predicts", "tags": [{"key": "signalbox.owner", "value": "my team"}]}'`;

/** The ways to register a model: out of a script, out of what a run logged, or its name first. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const { origin } = useSession();
  return (
    <Dialog title="Register a model" open wide onClose={onClose}>
      <div className="grid gap-4">
        <section className="grid gap-2"><h3 className="font-medium">While it is logged <span className="font-normal text-ink-3">with the MLflow client you already have; its token is made in <Link href={paths.settings()} className="sb-link">Settings</Link></span></h3><CopyBlock text={registerLines(origin)} label="Copy the Python lines" /></section>
        <section className="grid gap-1"><h3 className="font-medium">From a run that is here already</h3><p className="text-ink-2">Sort an experiment&apos;s runs, compare the best ones, and press “Register a version” on the one you take: <Link href={paths.experiments()} className="sb-link">Experiments</Link></p></section>
        <section className="grid gap-2"><h3 className="font-medium">Its name first <span className="font-normal text-ink-3">versions come to it later</span></h3><CopyBlock text={curlLines(origin)} label="Copy the curl line" /></section>
      </div>
    </Dialog>
  );
}
