import type { ReleaseView } from "#server/domains/releases/contract.ts";
import { version } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Track } from "../ui/track.tsx";
import { standing } from "./words.ts";

function consequence(release: ReleaseView): string {
  const from = release.fromVersion === null ? null : version(release.fromVersion);
  const to = version(release.version);
  switch (release.state) {
    case "open": return from === null ? `On approval ${to} begins to serve ${release.environment ?? ""}, within a second.` : `On approval every request in ${release.environment ?? ""} goes to ${to} within a second; none fails meanwhile. ${from} stays loaded, so rolling back takes effect at once.`;
    case "live": return from === null ? `${to} serves ${release.environment ?? ""}.` : `${to} serves ${release.environment ?? ""}. ${from} stays loaded, so rolling back takes effect at once.`;
    case "approved": case "rolling": return `${to} is on its way to ${release.environment ?? ""}.`;
    case "superseded": case "rolledBack": return `${to} served ${release.environment ?? ""} and has left it.`;
    case "rejected": case "withdrawn": case "expired": case "void": return `The route was not moved by this release.`;
    case "failed": return `${to} could not be served; ${from === null ? "no version serves" : `${from} serves again`}.`;
  }
}

/** What an approval does where no version takes over a route. */
function plainConsequence(release: ReleaseView): string {
  const alias = release.alias ?? "";
  if (release.state !== "open") return standing(release);
  if (release.kind === "retirement") return `On approval ${release.environment ?? ""} stops serving ${release.model} within a second: its callers there are answered 404 until another release. ${version(release.version)} stays registered, and a rollback brings it back.`;
  if (release.removes) return `On approval the alias ${alias} is gone: whoever loads models:/${release.model}@${alias} is refused.`;
  return `On approval whoever loads models:/${release.model}@${alias} gets ${version(release.version)}${release.fromVersion === null ? "" : ` instead of ${version(release.fromVersion)}`}. What the environments serve stays as it is.`;
}

/** The release as a track: the incumbent on the main line, the challenger joining it. */
export function WhatWillHappen({ release }: { release: ReleaseView }) {
  const title = release.state === "open" ? "What will happen" : "What happened";
  if (release.kind === "alias" || release.kind === "retirement") return <Panel title={title} padded><p className="max-w-[80ch] text-ink-2">{plainConsequence(release)}</p></Panel>;
  const incumbent = release.fromVersion;
  const environment = release.environment ?? "";
  const joined = release.state === "live" || release.state === "superseded" || release.state === "rolledBack";
  const words = consequence(release);
  return (
    <Panel title={title} note={`${environment}, all at once`} padded>
      <Track label={words} joined={joined} incumbent={incumbent === null ? null : { text: `${version(incumbent)} · 100% of ${environment}${release.state === "open" ? " now" : " before"}` }}
        challenger={{ text: `${version(release.version)} · ${release.kind === "rollback" ? "served before" : joined ? "joined" : "waits at the points"}` }} steps={[{ text: "100%", note: "at once", done: joined }]} />
      <p className="mt-2 text-ink-2">{words}</p>
    </Panel>
  );
}
