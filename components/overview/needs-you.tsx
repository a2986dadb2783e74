import type { OverviewView } from "#server/shared/overview.ts";
import { paths } from "#server/shared/paths.ts";
import { ButtonLink } from "../ui/button.tsx";
import { plural, version } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Panel } from "../ui/panel.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";

const shown = 6;

function RequestCard({ request, primary }: { request: OverviewView["needsYou"][number]; primary: boolean }) {
  return (
    <Panel padded>
      <div className="flex items-center justify-between gap-2 text-ink-3"><Tag tone={request.mayDecide ? "accent" : "plain"}>{request.mayDecide ? "Waits for you" : "Waits for an approver"}</Tag><span>asked <Time at={request.requestedAt} /></span></div>
      <h3 className="mt-2 font-medium">{request.title}</h3>
      <p className="line-clamp-2 text-ink-2">{request.comment ? `“${request.comment}” ` : ""}Asked by {request.requestedBy.name}{request.fromVersion === null ? "" : `, in place of ${version(request.fromVersion)}`}.</p>
      <div className="mt-2.5"><ButtonLink kind={primary ? "primary" : "secondary"} href={paths.release(request.releaseId)} aria-label={`${request.mayDecide ? "Review" : "Read"} ${request.title}`}>{request.mayDecide ? "Review" : "Read"}</ButtonLink></div>
    </Panel>
  );
}

function LampCard({ item, environment }: { item: OverviewView["serving"][number]; environment: string }) {
  return (
    <Panel padded tone={item.lamp === "alert" ? "danger" : undefined}>
      <div className="flex items-center justify-between gap-2 text-ink-3"><Lamp state={item.lamp} /><span>{item.owner}</span></div>
      <h3 className="mt-2 font-medium">{item.model} {version(item.version)}</h3>
      <p className="text-ink-2">{item.drifting} of {plural(item.columns, "column", "columns")} {item.drifting === 1 ? "has" : "have"} moved away from the baseline in {environment}.</p>
      <div className="mt-2.5"><ButtonLink href={paths.modelMonitoring(item.model, { environment })} aria-label={`Look at the drift of ${item.model}`}>Look at the drift</ButtonLink></div>
    </Panel>
  );
}

/** Alerts first, then what I may decide, then what others wait for. */
export function NeedsYou({ view }: { view: OverviewView }) {
  const alerts = view.serving.filter((item) => item.lamp === "alert");
  const drifting = view.serving.filter((item) => item.lamp === "drifting");
  const requests = view.needsYou.toSorted((a, b) => Number(b.mayDecide) - Number(a.mayDecide));
  const primary = requests.find((request) => request.mayDecide)?.releaseId;
  if (alerts.length + drifting.length + requests.length === 0) return null;
  const cards = [
    ...alerts.map((item) => <LampCard key={item.model} item={item} environment={view.environment} />),
    ...requests.map((request) => <RequestCard key={request.releaseId} request={request} primary={request.releaseId === primary} />),
    ...drifting.map((item) => <LampCard key={item.model} item={item} environment={view.environment} />),
  ];
  return <section aria-labelledby="needs-you" className="grid gap-3 md:grid-cols-2 xl:grid-cols-3"><h2 id="needs-you" className="sr-only">Needs you</h2>{cards.slice(0, shown)}</section>;
}
