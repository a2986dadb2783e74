/** What the protocol's calls do, whichever transport they come by: HTTP and gRPC only read and write. */
import { checkLoad, checkUnload, modelConfig, modelMetadata, type ModelTarget, notReady, OipRefusal, toRefusal } from "../../adapters/http/oip/index.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Follower } from "./follower.ts";
import { infer, type InferCall, resolveTarget } from "./infer.ts";
import type { Metrics } from "./metrics.ts";
import type { Receipts } from "./receipts.ts";
import type { Shadows } from "./shadows.ts";
import type { StatisticsView } from "./statistics.ts";
import { type Entry, readyRunner, type Resolved, routedVersions } from "./table.ts";
import type { Watch } from "./watch.ts";

export type ServiceParts = { deps: Deps; follower: Follower; watch: Watch; shadows: Shadows; metrics: Metrics; receipts: Receipts };
export type IndexRow = { name: string; version: string; state: Entry["state"]; reason: string };
export type ModelStatistics = { name: string; version: string } & StatisticsView;

const byVersion = (a: { name: string; version: string }, b: { name: string; version: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(a.version) - Number(b.version));

export class Service {
  private readonly parts: ServiceParts;
  constructor(parts: ServiceParts) {
    this.parts = parts;
  }

  private describe(target: ModelTarget, environment: string) {
    const { entry } = resolveTarget(this.parts.follower, target, { environment });
    const { inputs, outputs } = readyRunner(entry);
    return { model: entry.served.model, inputs, outputs };
  }

  metadata(target: ModelTarget, environment: string) {
    return modelMetadata(this.describe(target, environment), routedVersions(this.parts.follower, target.model));
  }

  config(target: ModelTarget, environment: string) {
    return modelConfig(this.describe(target, environment));
  }

  /** Why the model does not answer now; null when it does. @throws OipRefusal 404 */
  whyNotReady(target: ModelTarget, environment: string): string | null {
    const { entry } = resolveTarget(this.parts.follower, target, { environment });
    if (entry.state === "READY") return null;
    return `model '${target.model}' version ${entry.served.version} is ${entry.state === "LOADING" ? "loading" : `not available: ${entry.reason ?? "it could not be loaded"}`}`;
  }

  private routed(): Set<Entry> {
    const { follower } = this.parts;
    return new Set([...follower.table.routes, ...follower.wanted].flatMap((route) => route.entries.map(({ entry }) => entry)));
  }

  index(onlyReady: boolean): IndexRow[] {
    const rows = [...this.routed()].map(({ served, state, reason }) => ({ name: served.model, version: served.version, state, reason: reason ?? "" }));
    return rows.filter(({ state }) => !onlyReady || state === "READY").sort(byVersion);
  }

  /** Of one version, of a model's versions, or of all that this process holds. @throws OipRefusal 404 */
  statistics(target: ModelTarget | null): { model_stats: ModelStatistics[] } {
    const { follower } = this.parts;
    const entries = target === null ? [...follower.held] : follower.versionsOf(target.model).filter(({ served }) => target.version === undefined || served.version === target.version);
    if (target !== null && entries.length === 0) throw new OipRefusal(404, `${target.version === undefined ? "no version" : `version '${target.version}'`} of model '${target.model}' is held here`);
    return { model_stats: entries.map(({ served, statistics }) => ({ name: served.model, version: served.version, ...statistics.view() })).sort(byVersion) };
  }

  private named(model: string): Entry[] {
    const entries = this.parts.follower.versionsOf(model);
    if (entries.length === 0) throw new OipRefusal(404, `no release names a model '${model}': what is served comes by releases alone`);
    return entries;
  }

  /**
   * Takes up the model's versions that releases name: those that were unloaded, and those that failed, at once.
   * @throws OipRefusal 400, 404, 503 with the reason when one could not be loaded
   */
  async load(model: string, parameters: Record<string, unknown>): Promise<void> {
    checkLoad(parameters);
    this.named(model);
    const entries = await this.parts.follower.loadAgain(model);
    const failed = entries.find(({ state }) => state === "UNAVAILABLE");
    if (failed) throw notReady(`model '${model}' version ${failed.served.version} could not be loaded: ${failed.reason ?? "no reason was given"}`);
  }

  /**
   * Gives back the memory of a model's versions that are kept ready but that no route names.
   * @throws OipRefusal 409 where a route names one: what is served ends by a release, not by a caller
   */
  unload(model: string, parameters: Record<string, unknown>): void {
    checkUnload(parameters);
    const entries = this.named(model);
    const { follower } = this.parts;
    const environments = [...new Set([...follower.table.routes, ...follower.wanted].filter((route) => route.model === model && route.entries.length > 0).map(({ environment }) => environment))].sort();
    if (environments.length > 0) throw new OipRefusal(409, `model '${model}' is routed in ${environments.join(", ")}: roll back or retire it by a release; only what no route names is unloaded`);
    const busy = entries.find(({ state, inFlight }) => state === "LOADING" || inFlight > 0);
    if (busy) throw notReady(`model '${model}' version ${busy.served.version} is ${busy.state === "LOADING" ? "loading" : "answering requests"}: try again`);
    follower.unload(entries.filter(({ state }) => state === "READY"));
  }

  /** Refusals of a routed model count as its errors; what no route names counts for nobody. */
  private countFailure({ entry, environment }: Resolved, startedAtMs: number, status: number): void {
    const { deps, watch, metrics } = this.parts;
    const tookMs = performance.now() - startedAtMs;
    watch.count({ watched: entry.watched, environment, atMs: deps.clock.now().getTime(), latencyMs: null, status, rows: 0, columns: {} });
    metrics.request({ model: entry.served.model, version: entry.served.version, environment }, status, tookMs);
    entry.statistics.refused(tookMs);
  }

  /** One prediction: resolve, check, run, count, encode. @throws OipRefusal, counted where a route names the model */
  async predict<T>(call: InferCall<T>): Promise<T> {
    const { deps, follower, watch, metrics, receipts, shadows } = this.parts;
    const resolved = resolveTarget(follower, call.target, call);
    const done = follower.hold(resolved);
    const { served } = resolved.entry;
    try {
      const answer = await infer({ watch, shadows, receipts }, call, resolved);
      metrics.request({ model: served.model, version: served.version, environment: resolved.environment }, 200, performance.now() - call.startedAtMs);
      return answer;
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal.status === 500) deps.log.error("a prediction failed", { model: served.model, version: served.version, error: error as Error });
      this.countFailure(resolved, call.startedAtMs, refusal.status);
      throw refusal;
    } finally {
      done();
    }
  }
}
