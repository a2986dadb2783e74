import Link from "next/link";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { Panel } from "../ui/panel.tsx";
import { Lasting, Time } from "../ui/time.tsx";

type Standing = VersionPageView["environments"][number];

function words(standing: Standing) {
  switch (standing.state) {
    case "serving": return standing.since ? <>Has served <Lasting at={standing.since} /></> : "Serves";
    case "requested": return <>Waits for a decision{standing.since ? <>, asked <Time at={standing.since} /></> : null}</>;
    case "served": return <>Served{standing.until ? <>, until <Time at={standing.until} /></> : null}</>;
    case "never": return "Has never served";
  }
}
const strokes = { serving: "stroke-accent", requested: "stroke-accent", served: "stroke-baseline", never: "stroke-line-2" } as const satisfies Record<Standing["state"], string>;

/** One line of track an environment: solid where the version runs or ran, dashed where it may join. */
function Line({ standing }: { standing: Standing }) {
  const open = standing.state === "requested" || standing.state === "never";
  return (
    <svg viewBox="0 0 96 16" width="96" height="16" aria-hidden="true" className="shrink-0">
      <path d="M2 8H94" strokeWidth="3" strokeDasharray={open ? "5 5" : undefined} fill="none" className={strokes[standing.state]} />
      {standing.state === "never" ? null : <circle cx={standing.state === "served" ? 30 : 70} cy="8" r="5.5" strokeWidth="2" className={cx(strokes[standing.state], standing.state === "serving" ? "fill-accent" : "fill-panel")} />}
    </svg>
  );
}

export function EnvironmentsPanel({ version }: { version: VersionPageView }) {
  return (
    <Panel title="Where it runs" note={version.frozenBy ? <>frozen by <Link href={paths.release(version.frozenBy)} className="sb-link">release {version.frozenBy}</Link></> : undefined}>
      <ul>
        {version.environments.map((standing) => (
          <li key={standing.environment} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3.5 py-2 last:border-b-0">
            <span className="w-20 font-medium">{standing.environment}</span>
            <Line standing={standing} />
            <span className="text-ink-2">{words(standing)}</span>
            {standing.releaseId ? <Link href={paths.release(standing.releaseId)} className="ml-auto sb-link">Release {standing.releaseId}</Link> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
