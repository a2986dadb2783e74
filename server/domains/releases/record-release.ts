import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import type { AuditAction } from "../audit/contract.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { ReleaseAction } from "../webhooks/contract.ts";
import type { EnvironmentName } from "./contract.ts";
import { releaseHook } from "./release-hook.ts";

/** What a release is about, as its audit rows and events name it; what does not apply is left out. */
export type Subject = { model: string; version: number; environment: EnvironmentName | null; alias: string | null; removes: boolean };
export type ReleaseRecord = {
  actor: Actor; at: Date; releaseId: number; subject: Subject;
  action: Extract<AuditAction, `release.${string}`>;
  event: "release.requested" | "release.decided" | "release.changed";
  /** What webhooks hear of it; null: nothing. */
  hook: ReleaseAction | null;
  /** Why, as the actor said. */
  comment: string | null;
  /** Beside the subject: in the audit row, and in the event. */
  detail?: Record<string, string | string[] | null>;
  data?: Record<string, string>;
};

export const aboutOf = (subject: Subject): { model: string; version: string; environment?: EnvironmentName; alias?: string; removes?: boolean } => ({
  model: subject.model, version: String(subject.version),
  ...(subject.environment === null ? {} : { environment: subject.environment }),
  ...(subject.alias === null ? {} : { alias: subject.alias, removes: subject.removes }),
});

/** The audit row and the outbox event of one act on a release, in the act's own transaction: every release speaks here. */
export async function recordRelease(tx: Tx, deps: Pick<Deps, "env">, act: ReleaseRecord): Promise<void> {
  const about = aboutOf(act.subject);
  const subject = String(act.releaseId);
  await record(tx, { actor: act.actor, action: act.action, subject, detail: { ...about, comment: act.comment, ...act.detail }, at: act.at });
  await publish(tx, { type: act.event, subject, data: { ...about, releaseId: subject, ...act.data }, at: act.at, hook: act.hook === null ? undefined : releaseHook(deps, act.hook, { ...act, ...act.subject }) });
}
