"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronsDownUp } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { lineageWords, type LineageKind, type LineageScope, type LineageView } from "#server/shared/lineage.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { count, plural } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { collapse, type ShownNode } from "./collapse.ts";
import { focusOn } from "./graph.ts";
import { LineageTable } from "./lineage-table.tsx";

const LineageGraph = dynamic(() => import("./lineage-graph.tsx"), { ssr: false, loading: () => <Skeleton className="h-80 w-full" /> });

const kinds: readonly LiveKind[] = ["version.created", "version.changed", "route.changed", "release.requested", "release.decided", "release.changed"];
const views = ["graph", "table"] as const;
const parsers = { focus: parseAsString, only: parseAsString, view: parseAsStringLiteral(views).withDefault("graph"), open: parseAsArrayOf(parseAsString).withDefault([]) };

/** What a node's time is the time of. */
const happened = { dataset: "read", run: "started", feature: "defined", version: "registered", release: "asked", environment: "joined", endpoint: "changed" } as const satisfies Record<LineageKind, string>;

const cutWords = { runs: "runs, the newest", datasets: "links of data sets to runs", features: "links of features to versions, those of the newest versions", releases: "releases, those that are open or live first, then the newest" } as const satisfies Record<LineageView["cuts"][number]["of"], string>;

/** What the lineage leaves out, in sentences. */
const leftOut = (view: LineageView): string => [
  view.versionsShown < view.versionsInAll ? `${count(view.versionsShown)} of ${count(view.versionsInAll)} versions: those that serve, then the newest.` : "",
  view.nodesLeftOut > 0 ? `${plural(view.nodesLeftOut, "thing is", "things are")} left out, features first.` : "",
  ...view.cuts.map((cut) => `There are more than the ${count(cut.shown)} ${cutWords[cut.of]} that are read here.`),
].filter(Boolean).join(" ");

type ScreenProps = { scope: LineageScope; initial: LineageView; /** The address' word for the node that is looked at; `focus` names the page itself where the page is one node's. */ narrowing: "focus" | "only"; label: string };

/** What is chosen, in words, and what can be done with it. */
function Chosen({ node, focused, center, focus, unfold }: { node: ShownNode | undefined; focused: string | null; center: string | null; focus: (id: string | null) => void; unfold: (id: string) => void }) {
  if (node === undefined) return <span>Press a box for what it is connected to. Arrow keys follow the lines, Enter opens. Broken lines are what is over, refused, or only asked for.</span>;
  return (
    <>
      <span className="min-w-0 [overflow-wrap:anywhere]"><span className="text-ink-3">{node.members === null ? lineageWords[node.kind].one : "Folded"} </span><span className="font-medium text-ink">{node.label}</span>{node.note === "" ? null : ` ${node.note}`}{node.at === null ? null : <>, {happened[node.kind]} <Time at={node.at} /></>}</span>
      <span className="ml-auto inline-flex flex-wrap gap-2">
        {node.members === null ? null : <Button onClick={() => unfold(node.id)}>Unfold</Button>}
        {node.members !== null || node.id === focused || node.id === center ? null : <Button onClick={() => focus(node.id)}>Only its lineage</Button>}
        {node.href === null || (node.kind === "dataset" && node.id === center) ? null : <ButtonLink href={node.href}>Open</ButtonLink>}
      </span>
    </>
  );
}

/** Where something comes from and where it went: as a graph in lanes, or as a table. */
export function LineageScreen({ scope, initial, narrowing, label }: ScreenProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const filters = useMemo(() => [trpc.lineage.get.queryFilter(scope)], [trpc, scope]);
  useLiveRefresh(kinds, filters, "model" in scope ? { model: scope.model } : {});
  const { data: view } = useQuery({ ...trpc.lineage.get.queryOptions(scope), initialData: initial });
  const [state, setState] = useQueryStates(parsers);
  const focus = state[narrowing];
  const [picked, setPicked] = useState<string | null>(focus ?? view.center);
  const narrowed = useMemo(() => (focus === null ? null : focusOn(view, focus)), [view, focus]);
  const graph = narrowed ?? view;
  const keep = useMemo(() => new Set([focus, view.center].filter((id) => id !== null)), [focus, view.center]);
  const shown = useMemo(() => collapse(graph, { open: new Set(state.open), keep }), [graph, state.open, keep]);
  const chosen = shown.nodes.find((node) => node.id === picked);
  const setFocus = useCallback((id: string | null) => { setPicked(id); void setState({ [narrowing]: id }); }, [setState, narrowing]);
  const unfold = useCallback((id: string) => { setPicked(null); void setState({ open: [...state.open, id] }); }, [setState, state.open]);
  const enter = useCallback((node: ShownNode) => { if (node.members !== null) unfold(node.id); else if (node.href !== null) router.push(node.href); }, [router, unfold]);
  const open = shown.groups.filter((group) => group.open);
  const focusedNode = narrowed?.nodes.find((node) => node.id === focus);
  if (view.nodes.length === 0) return <Panel title="Lineage"><EmptyState title="Nothing came of it yet">A registered version stands here with the run and the data it comes from, the releases that asked for it, and where it answers.</EmptyState></Panel>;
  return (
    <Panel title="Lineage" note={`${plural(graph.nodes.length, "thing", "things")}, ${plural(graph.edges.length, "connection", "connections")}`}
      actions={<SegmentedControl label="Shown as" value={state.view} options={[{ value: "graph", text: "Graph" }, { value: "table", text: "Table" }]} onChange={(next) => void setState({ view: next })} />}>
      {focusedNode === undefined && open.length === 0 && (focus === null || narrowed !== null) ? null : (
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2">
          {focus !== null && narrowed === null ? <span role="status" className="text-ink-2">What the address looks at, “{focus}”, is not here; all is shown. <Button onClick={() => setFocus(null)}>Leave it out</Button></span> : null}
          {focusedNode === undefined ? null : <><span className="text-ink-2">Only what {lineageWords[focusedNode.kind].one.toLowerCase()} <span className="font-medium text-ink">{focusedNode.label}</span> comes from and what comes of it.</span><Button onClick={() => setFocus(null)}>Show all</Button></>}
          {state.view === "graph" ? open.map((group) => <Button key={group.id} onClick={() => void setState({ open: state.open.filter((id) => id !== group.id) })}><ChevronsDownUp size={15} strokeWidth={1.75} aria-hidden="true" />Fold {group.label}</Button>) : null}
        </div>
      )}
      {state.view === "graph" ? <><LineageGraph shown={shown} label={label} chosen={chosen?.id ?? null} choose={setPicked} enter={enter} /><PanelFoot><Chosen node={chosen} focused={focus} center={view.center} focus={setFocus} unfold={unfold} /></PanelFoot></> : <LineageTable graph={graph} label={`${label}, as a table`} />}
      {leftOut(view) === "" ? null : <PanelFoot><span>{leftOut(view)}</span></PanelFoot>}
      {scope.of === "version" ? <PanelFoot><Link href={paths.modelLineage(scope.model)} className="sb-link">All versions of {scope.model}</Link></PanelFoot> : null}
    </Panel>
  );
}
