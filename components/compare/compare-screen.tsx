"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { CompareView } from "#server/shared/compare.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/field.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { ComparedBaselines, type Drawn } from "./baseline-panel.tsx";
import { CompareTable, Problems } from "./compare-table.tsx";
import { compareCsv, download } from "./csv.ts";
import { AddVersion } from "./picker.tsx";
import { namesOf, withRef } from "./refs.ts";
import { sectionsOf } from "./rows.tsx";

const kinds: readonly LiveKind[] = ["states.judged", "route.changed", "version.changed", "alias.set", "baseline.changed"];
const refreshMs = 10_000;
const parsers = { only: parseAsStringLiteral(["differences"] as const), column: parseAsString, as: parseAsStringLiteral(["density", "share"] as const) };

function sentence(view: CompareView, names: ReadonlyMap<string, string>): string {
  const [first, ...others] = view.versions;
  if (first === undefined) return "Put versions of one model, or of several, side by side.";
  const model = new Set(view.versions.map((version) => version.model)).size === 1 ? ` of ${first.model}` : "";
  return others.length === 0 ? `${names.get(first.ref)}${model} stands alone; add one to compare it with.` : `${others.map((version) => names.get(version.ref)).join(", ")} against ${names.get(first.ref)}${model}.`;
}

/** Versions side by side: its address is the comparison. */
export function CompareScreen({ asked, initial }: { asked: readonly string[]; initial: CompareView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const input = useMemo(() => ({ v: [...asked] }), [asked]);
  const filters = useMemo(() => [trpc.compare.get.queryFilter(input)], [trpc, input]);
  useLiveRefresh(kinds, filters, { everyMs: refreshMs });
  const { data: view } = useQuery({ ...trpc.compare.get.queryOptions(input), initialData: initial, placeholderData: keepPreviousData });
  const [state, setState] = useQueryStates(parsers);
  const refs = view.versions.map((version) => version.ref);
  const names = namesOf(refs);
  const href = useCallback((next: readonly string[]) => paths.compare(next, { only: state.only ?? undefined, column: state.column ?? undefined, as: state.as ?? undefined }), [state]);
  const choose = useCallback((next: { column?: string; as?: Drawn }) => void setState(next), [setState]);
  return (
    <>
      <PageHead title="Compare" sentence={sentence(view, names)}
        actions={<>
          {refs.length > 1 ? <Checkbox label="Differences only" checked={state.only !== null} onChange={(event) => void setState({ only: event.target.checked ? "differences" : null })} className="px-1" /> : null}
          {refs.length > 0 ? <Button onClick={() => download(compareCsv(view))}><Download size={15} strokeWidth={1.75} aria-hidden="true" />CSV</Button> : null}
          <AddVersion refs={refs} add={(ref) => router.push(href(withRef(refs, ref)))} />
        </>} />
      <Problems of={view.problems} />
      {refs.length === 0 ? <Panel><EmptyState title="Nothing is compared yet">Add up to eight versions here, tick them in a model&apos;s table of versions, or open a version and choose “Compare with what serves”. The address of this page is the comparison: send it to somebody.</EmptyState></Panel> : (
        <>
          <CompareTable compared={view.versions.map((version) => ({ ref: version.ref, name: names.get(version.ref) ?? version.ref, href: paths.modelVersion(version.model, version.version) }))} sections={sectionsOf(view)} differencesOnly={state.only !== null} href={href} />
          <ComparedBaselines view={view} refs={refs} names={names} chosen={{ column: state.column ?? "", as: state.as ?? "density", choose }} />
        </>
      )}
    </>
  );
}
