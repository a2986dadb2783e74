import { join } from "node:path";
import { basename } from "node:path/posix";
import { z } from "zod";
import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { claim, finish, renew, type ClaimedJob } from "../../platform/jobs.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import { systemActor } from "../identity/contract.ts";
import { baselineArtifactFor, versionColumnsSource, type VersionColumnsSource } from "../registry/index.ts";
import { BaselineProblem } from "./baseline-problem.ts";
import { computeProfile, type Computed } from "./baseline-profile.ts";
import { modelShape } from "./baseline-shape.ts";
import { baselineStands } from "./rules/standing.ts";
import { beginBaseline, completeBaseline, dropPendingBaseline, failBaseline, loadBaseline, saveProgress } from "./store-baselines.ts";

const leaseSeconds = 300;
const mostAttempts = 3;
const payloadSchema = z.object({ versionId: z.number().int() });

/** What one claimed job is about. */
type Subject = { versionId: number; model: string; version: string; path: string; sha256: string };

type Told = Omit<Subject, "path" | "sha256"> & { state: "none" | "pending" | "ready" | "failed"; progress: number };

async function tell(deps: Deps, tx: Tx, { versionId, model, version, state, progress }: Told): Promise<void> {
  await publish(tx, { type: "baseline.changed", subject: String(versionId), data: { model, version, state, progress }, at: deps.clock.now() });
}

async function begin(deps: Deps, subject: Subject): Promise<boolean> {
  return deps.db.tx(async (tx) => {
    const begun = await beginBaseline(tx, { ...subject, at: deps.clock.now() });
    if (begun) await tell(deps, tx, { ...subject, state: "pending", progress: 0 });
    return begun;
  });
}

/** Progress on the page, and the lease for another while. */
async function advance(deps: Deps, { job, subject }: { job: ClaimedJob; subject: Subject }, progress: number): Promise<void> {
  await renew(deps.db, job, { now: deps.clock.now(), leaseSeconds });
  await deps.db.tx(async (tx) => {
    if (await saveProgress(tx, { ...subject, progress, at: deps.clock.now() })) await tell(deps, tx, { ...subject, state: "pending", progress });
  });
}

async function complete(deps: Deps, subject: Subject, { profile, slots, segments }: Computed): Promise<void> {
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    if (!(await completeBaseline(tx, { ...subject, profile, slots, segments, at }))) return;
    await record(tx, {
      actor: systemActor, action: "baseline.profiled", subject: `${subject.model}/${subject.version}`, at,
      detail: { model: subject.model, version: subject.version, artifact: subject.path, sha256: subject.sha256, rows: profile.rows, columns: profile.columns.length, unmatched: profile.unmatchedColumns },
    });
    await tell(deps, tx, { ...subject, state: "ready", progress: 1 });
    await bumpServingEpoch(tx);
  });
}

async function fail(deps: Deps, subject: Subject, reason: string): Promise<void> {
  await deps.db.tx(async (tx) => {
    if (await failBaseline(tx, { ...subject, reason, at: deps.clock.now() })) await tell(deps, tx, { ...subject, state: "failed", progress: 0 });
  });
}

/** Null when the version was deleted since the job was queued. */
async function sourceOf(deps: Deps, versionId: number): Promise<VersionColumnsSource | null> {
  try {
    return await versionColumnsSource(deps, versionId);
  } catch (error) {
    if (error instanceof SignalboxError && error.code === "not_found") return null;
    throw error;
  }
}

/** @returns the reason why there is no profile, or null when all is as it should be */
async function profileOne(deps: Deps, job: ClaimedJob, versionId: number): Promise<string | null> {
  const source = await sourceOf(deps, versionId);
  if (source === null) return null;
  const artifact = await baselineArtifactFor(deps, versionId);
  const about = { versionId, model: source.model, version: String(source.version) };
  if (artifact === null) {
    await deps.db.tx(async (tx) => {
      if (await dropPendingBaseline(tx, versionId)) await tell(deps, tx, { ...about, state: "none", progress: 0 });
    });
    return null;
  }
  const subject: Subject = { ...about, path: artifact.path, sha256: artifact.sha256 };
  const { row, frozen } = await loadBaseline(deps.db, versionId);
  if (frozen && row?.state === "ready") return null;
  try {
    // A file that ended the worker more than twice would do so for ever.
    if (job.attempts > mostAttempts) throw new BaselineProblem(`The worker did not get to the end of ${basename(artifact.path)} in ${mostAttempts} tries. Log a smaller file, or give the worker more memory.`);
    const shape = await modelShape(source, deps.blobs);
    if (row?.state === "ready" && baselineStands(row, { ...source, shape, sha256: artifact.sha256 })) return null;
    if (!(await begin(deps, subject))) return null;
    const computed = await computeProfile({
      file: { path: deps.blobs.localPath(artifact.sha256), name: basename(artifact.path), spillFolder: join(deps.env.dataFolder, "spill") },
      shape, signature: source.signature, tags: source.tags,
      progress: (share) => advance(deps, { job, subject }, share),
    });
    await complete(deps, subject, computed);
    return null;
  } catch (error) {
    if (!(error instanceof BaselineProblem)) throw error;
    if (!(await begin(deps, subject))) return null;
    await fail(deps, subject, error.message);
    return error.message;
  }
}

/**
 * Claims one baseline job and computes the version's reference profile. The page sees it pending with its progress, then
 * ready or failed with a reason. A job whose worker died is claimed again once its lease ran out.
 * @returns whether there was a job
 */
export async function profileBaselines(deps: Deps): Promise<boolean> {
  const job = await claim(deps.db, "baseline.profile", { now: deps.clock.now(), leaseSeconds });
  if (job === null) return false;
  const payload = payloadSchema.safeParse(job.payload);
  if (!payload.success) {
    await finish(deps.db, job, { state: "failed", reason: "The job names no version." });
    return true;
  }
  const started = performance.now();
  const reason = await profileOne(deps, job, payload.data.versionId);
  await finish(deps.db, job, reason === null ? { state: "done" } : { state: "failed", reason });
  deps.log.info("Baseline computed", { versionId: payload.data.versionId, seconds: Math.round(performance.now() - started) / 1000, ...(reason === null ? {} : { reason }) });
  return true;
}
