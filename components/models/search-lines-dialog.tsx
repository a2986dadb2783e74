"use client";
import { useSession } from "../shell/session.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { ModelsQuery } from "./query.ts";
import { searchLines } from "./search-lines.ts";

/** The search that the list shows, for scripts. */
export function SearchLinesDialog({ query, onClose }: { query: ModelsQuery; onClose: () => void }) {
  const { origin } = useSession();
  const lines = searchLines({ origin, query: query.query, filter: query.filter, sort: query.sort });
  return (
    <Dialog title="This search for scripts" open wide onClose={onClose}>
      <div className="grid gap-4">
        <section className="grid gap-2"><h3 className="font-medium">Python <span className="font-normal text-ink-3">{lines.stock ? "with the MLflow client" : "MLflow's call with the field signalbox_filter, for what its own grammar cannot say"}</span></h3><CopyBlock text={lines.python} label="Copy the Python lines" /></section>
        <section className="grid gap-2"><h3 className="font-medium">curl <span className="font-normal text-ink-3">the same call; it lists archived models too</span></h3><CopyBlock text={lines.curl} label="Copy the curl line" /></section>
        <section className="grid gap-2"><h3 className="font-medium">This console's own API <span className="font-normal text-ink-3">with states, routes and open requests</span></h3><CopyBlock text={lines.own} label="Copy the line for the console's API" /></section>
      </div>
    </Dialog>
  );
}
