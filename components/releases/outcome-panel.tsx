import Link from "next/link";
import type { ReleaseView } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { ButtonLink } from "../ui/button.tsx";
import { shortDigest, version } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { RollbackButton } from "./rollback-button.tsx";
import { standing } from "./words.ts";

/** What became of it, and the lever that undoes it while it is live. */
export function OutcomePanel({ release }: { release: ReleaseView }) {
  const { rollback } = release.may;
  const to = rollback.toVersion;
  const { environment } = release;
  const serves = release.state === "live" && (release.kind === "promotion" || release.kind === "rollback");
  return (
    <Panel title="Decision" padded>
      <div className="grid gap-2.5">
        <p>{standing(release)}{release.decidedAt ? <span className="text-ink-3"> <Time at={release.decidedAt} /></span> : null}</p>
        {release.decisionComment ? <p className="text-ink-2">“{release.decisionComment}”</p> : null}
        {serves && environment !== null ? <ButtonLink wide href={paths.modelMonitoring(release.model, { environment })}>Watch {version(release.version)} live</ButtonLink> : null}
        {release.state === "live" && environment !== null && to !== null ? <RollbackButton wide rollback={{ model: release.model, environment, fromVersion: serves ? release.version : null, toVersion: to }} reason={rollback.allowed ? null : (rollback.reason ?? "An approver or administrator can roll back.")} /> : null}
        {release.kind === "alias" ? <ButtonLink wide href={paths.model(release.model)}>Aliases of {release.model}</ButtonLink> : null}
        <p className="text-note text-ink-3">Evidence digest <code title={release.evidenceDigest}>{shortDigest(release.evidenceDigest)}</code>, kept in the <Link href={paths.audit()} className="sb-link">audit</Link>.</p>
      </div>
    </Panel>
  );
}
