"use client";
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { lineageWords } from "#server/shared/lineage.ts";
import { useSize } from "../charts/use-size.ts";
import { IconButton } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import type { Shown, ShownEdge, ShownNode } from "./collapse.ts";
import { waysOf } from "./graph.ts";
import { layoutOf, nodeHeight, nodeWidth, type Layout } from "./layout.ts";
import { besideOf, spokenOf, stepFrom } from "./walk.ts";

const scales = [0.4, 0.55, 0.75, 1, 1.35] as const;
const panPx = 220;
const cut = (text: string, signs: number) => (text.length > signs ? `${text.slice(0, signs - 1)}…` : text);
const bars = { dataset: "var(--series-3)", run: "var(--baseline)", feature: "var(--series-4)", version: "var(--series-1)", release: "var(--series-2)", environment: "var(--clear)", endpoint: "var(--clear)" } as const;

type Way = "chosen" | "on" | "off" | "plain";

function Edge({ edge, layout, way }: { edge: ShownEdge; layout: Layout; way: Way }) {
  const from = layout.places.get(edge.from);
  const to = layout.places.get(edge.to);
  if (from === undefined || to === undefined) return null;
  const [x1, y1, x2, y2] = [from.x + nodeWidth, from.y + nodeHeight / 2, to.x, to.y + nodeHeight / 2];
  const bend = (x2 - x1) / 2;
  return <path d={`M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`} fill="none" stroke={way === "on" ? "var(--accent)" : "var(--control)"} strokeWidth={way === "on" ? 2 : 1.25} strokeDasharray={edge.carries ? undefined : "4 4"} opacity={way === "off" ? 0.18 : 1} />;
}

type NodeProps = { node: ShownNode; at: { x: number; y: number }; way: Way; reachable: boolean; spoken: string; choose: () => void; enter: () => void; onKey: (event: KeyboardEvent) => void };

function Node({ node, at, way, reachable, spoken, choose, enter, onKey }: NodeProps) {
  const group = node.members !== null;
  const frame = way === "chosen" ? "var(--accent)" : node.state === "serving" ? "var(--clear)" : "var(--line-2)";
  return (
    <g id={`node ${node.id}`} data-node={node.id} role="button" tabIndex={reachable ? 0 : -1} aria-label={spoken} aria-pressed={way === "chosen"} onClick={choose} onDoubleClick={enter} onFocus={choose} onKeyDown={onKey}
      transform={`translate(${at.x},${at.y})`} opacity={way === "off" ? 0.32 : 1} className="cursor-pointer outline-none [&:focus-visible>rect:first-of-type]:stroke-[3px]">
      <title>{`${lineageWords[node.kind].one}: ${node.label}${node.note === "" ? "" : `, ${node.note}`}`}</title>
      <rect width={nodeWidth} height={nodeHeight} rx={6} fill={way === "chosen" ? "var(--accent-soft)" : "var(--panel)"} stroke={frame} strokeWidth={way === "chosen" ? 2 : 1.25} strokeDasharray={group ? "5 3" : undefined} />
      <rect x={0} y={8} width={3} height={nodeHeight - 16} rx={1.5} fill={bars[node.kind]} />
      <text x={11} y={node.note === "" ? 26 : 18} fontSize={12} fontWeight={500} fill="var(--ink)">{cut(node.label, 24)}</text>
      {node.note === "" ? null : <text x={11} y={33} fontSize={11} fill="var(--ink-2)">{cut(node.note, 27)}</text>}
    </g>
  );
}

type GraphProps = { shown: Shown; label: string; chosen: string | null; choose: (id: string) => void; enter: (node: ShownNode) => void };

/** The graph in lanes: arrow keys walk along its connections, Enter opens; buttons, wheel and dragging move the view. */
export default function LineageGraph({ shown, label, chosen, choose, enter }: GraphProps) {
  const layout = useMemo(() => layoutOf(shown.nodes, shown.edges), [shown]);
  const [scroller, { width }] = useSize<HTMLDivElement>();
  const [zoom, setZoom] = useState<number | null>(null);
  const drag = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  const fitting = width === 0 ? 1 : Math.min(1, width / layout.width);
  const scale = zoom ?? 1;
  const ways = useMemo(() => (chosen === null || !layout.places.has(chosen) ? null : waysOf(shown.edges, chosen)), [shown, chosen, layout]);
  const onWay = useMemo(() => new Set(ways === null ? [] : [...ways].flatMap((edge) => [edge.from, edge.to])), [ways]);
  const first = useRef(chosen ?? shown.nodes.find((node) => node.kind === "version" && node.state === "serving")?.id ?? null);
  useEffect(() => {
    const place = first.current === null ? undefined : layout.places.get(first.current);
    const box = scroller.current;
    if (place === undefined || box === null || width === 0) return;
    box.scrollTo({ left: (place.x + nodeWidth / 2) * scale - box.clientWidth / 2, top: (place.y + nodeHeight / 2) * scale - box.clientHeight / 2 });
    first.current = null;
  }, [layout, scroller, width, scale]);
  const step = (by: 1 | -1) => setZoom((by > 0 ? scales.find((one) => one > scale + 0.01) : scales.findLast((one) => one < scale - 0.01)) ?? scale);
  const pan = (left: number, top: number) => scroller.current?.scrollBy({ left, top });
  const wayOf = (id: string): Way => (id === chosen ? "chosen" : ways === null ? "plain" : onWay.has(id) ? "on" : "off");
  const onKey = (event: KeyboardEvent, node: ShownNode) => {
    if (event.key === "Enter") { event.preventDefault(); enter(node); return; }
    const next = stepFrom(shown, layout, { id: node.id, key: event.key });
    if (next === null) return;
    event.preventDefault();
    const element = document.getElementById(`node ${next}`);
    element?.focus();
    element?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType !== "mouse" || (event.target as Element).closest("[data-node]") !== null) return;
    const box = event.currentTarget;
    drag.current = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
    box.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current === null) return;
    event.currentTarget.scrollTo({ left: drag.current.left + drag.current.x - event.clientX, top: drag.current.top + drag.current.y - event.clientY });
  };
  const firstShown = chosen !== null && layout.places.has(chosen) ? chosen : shown.nodes[0]?.id;
  const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <div className="relative">
      <div ref={scroller} data-graph className="max-h-[68dvh] min-h-52 overflow-auto bg-page" onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={() => { drag.current = null; }} onPointerCancel={() => { drag.current = null; }}>
        <div aria-hidden="true" className="sticky top-0 z-10 h-7 border-b border-line bg-panel" style={{ width: Math.max(layout.width * scale, width) }}>
          {layout.lanes.map((lane) => <span key={lane.name} className="absolute top-1 truncate text-note text-ink-2" style={{ left: lane.x * scale, width: nodeWidth * scale }}>{lane.name}</span>)}
        </div>
        <svg role="group" aria-label={`${label}: ${plural(shown.nodes.length, "thing", "things")}, ${plural(shown.edges.length, "connection", "connections")}. Arrow keys follow the connections, Enter opens.`}
          width={layout.width * scale} height={layout.height * scale} viewBox={`0 0 ${layout.width} ${layout.height}`} className="block">
          <g>{shown.edges.map((edge) => <Edge key={`${edge.from} ${edge.to} ${edge.relation}`} edge={edge} layout={layout} way={ways === null ? "plain" : ways.has(edge) ? "on" : "off"} />)}</g>
          {shown.nodes.map((node) => {
            const at = layout.places.get(node.id);
            return at === undefined ? null : <Node key={node.id} node={node} at={at} way={wayOf(node.id)} reachable={node.id === firstShown} spoken={spokenOf(node, besideOf(shown, node.id))} choose={() => choose(node.id)} enter={() => enter(node)} onKey={(event) => onKey(event, node)} />;
          })}
        </svg>
      </div>
      <div role="group" aria-label="View" className="flex flex-wrap items-center gap-0.5 border-t border-line px-2 py-1">
        <IconButton label="Closer" onClick={() => step(1)}><ZoomIn {...icon} /></IconButton>
        <IconButton label="Further away" onClick={() => step(-1)}><ZoomOut {...icon} /></IconButton>
        <IconButton label="All of its width" onClick={() => setZoom(fitting)}><Maximize {...icon} /></IconButton>
        <span className="mx-1 h-4 border-l border-line" />
        <IconButton label="To the left" onClick={() => pan(-panPx, 0)}><ArrowLeft {...icon} /></IconButton>
        <IconButton label="To the right" onClick={() => pan(panPx, 0)}><ArrowRight {...icon} /></IconButton>
        <IconButton label="Up" onClick={() => pan(0, -panPx)}><ArrowUp {...icon} /></IconButton>
        <IconButton label="Down" onClick={() => pan(0, panPx)}><ArrowDown {...icon} /></IconButton>
        <span className="ml-auto px-1 text-note text-ink-3">{Math.round(scale * 100)}%</span>
      </div>
    </div>
  );
}
