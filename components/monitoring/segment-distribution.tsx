"use client";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { useSession } from "../shell/session.tsx";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState } from "../ui/states.tsx";
import { DistributionPanel } from "./distribution-panel.tsx";
import { callOf, pathOf } from "./how.tsx";
import { segmentWords } from "./segment-rows.ts";
import type { Asking } from "./use-monitor.ts";
import { segmentsAsked, type Segments } from "./use-segments.ts";

/** The shown column in the rows of the chosen segment. */
export function SegmentDistribution({ page, asking, segments: { one, distribution, chosenProblem } }: { page: MonitorView; asking: Asking; segments: Segments }) {
  const { origin } = useSession();
  if (chosenProblem !== null) return <Panel title="Segment" actions={<Button onClick={() => asking.ask({ segment: null })}>All rows</Button>}><EmptyState title="This segment cannot be shown">{chosenProblem}</EmptyState></Panel>;
  if (one === undefined || distribution === undefined) return <Skeleton className="h-72 rounded-panel" />;
  const { model: _model, ...asked } = segmentsAsked(page, asking);
  return <DistributionPanel view={distribution} title={`${distribution.feature} of ${segmentWords(one)}`} call={callOf(origin, pathOf(page, "distribution"), { ...asked, feature: distribution.feature, segment: one.segment })} />;
}
