/** What the protocol's calls do, whichever transport they come by: HTTP and gRPC only read and write. */
import { modelConfig, modelMetadata, type ModelTarget, OipRefusal, toRefusal } from "../../adapters/http/oip/index.ts";
import type { Deps } from "../../platform/deps.ts";
import { Changes } from "./fleet/changes.ts";
import type { Fleet } from "./fleet/fleet.ts";
import { joinIndex, sumStatistics } from "./fleet/sums.ts";
import type { Follower } from "./follower.ts";
import { infer, type InferCall, resolveTarget } from "./infer.ts";
import type { Metrics } from "./metrics.ts";
import type { Receipts } from "./receipts.ts";
import type { Shadows } from "./shadows.ts";
import type { StatisticsView } from "./statistics.ts";
import { type Entry, readyRunner, type Resolved, routedVersions } from "./table.ts";
import type { Watch } from "./watch.ts";

export type ServiceParts = { deps: Deps; follower: Follower; watch: Watch; shadows: Shadows; metrics: Metrics; receipts: Receipts; fleet: Fleet };
export type IndexRow = { name: string; version: string; state: Entry["state"]; reason: string };
export type ModelStatistics = { name: string; version: string } & StatisticsView;

const indexTopic = "index";
const statisticsTopic = "statistics";
const readyTopic = "ready";
type Asked = { target: ModelTarget; environment: string };

export class Service {
  private readonly parts: ServiceParts;
  readonly changes: Changes;
  constructor(parts: ServiceParts) {
    this.parts = parts;
    const { fleet } = parts;
    this.changes = new Changes(parts);
    fleet.answer(indexTopic, () => this.indexHere());
    fleet.answer(statisticsTopic, (target: ModelTarget | null) => this.statisticsHere(target));
    fleet.answer(readyTopic, (asked: Asked) => this.whyNotReadyHere(asked));
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

  /** Why the model does not answer now, whichever worker is asked; null when it does. @throws OipRefusal 404 */
  async whyNotReady(target: ModelTarget, environment: string): Promise<string | null> {
    const here = this.whyNotReadyHere({ target, environment });
    return here ?? (await this.parts.fleet.others<string | null>(readyTopic, { target, environment } satisfies Asked)).find((reason) => reason !== null) ?? null;
  }

  private whyNotReadyHere({ target, environment }: Asked): string | null {
    const { entry } = resolveTarget(this.parts.follower, target, { environment });
    if (entry.state === "READY") return null;
    return `model '${target.model}' version ${entry.served.version} is ${entry.state === "LOADING" ? "loading" : `not available: ${entry.reason ?? "it could not be loaded"}`}`;
  }

  private routed(): Set<Entry> {
    const { follower } = this.parts;
    return new Set([...follower.table.routes, ...follower.wanted].flatMap((route) => route.entries.map(({ entry }) => entry)));
  }

  private indexHere(): IndexRow[] {
    return [...this.routed()].map(({ served, state, reason }) => ({ name: served.model, version: served.version, state, reason: reason ?? "" }));
  }

  /** What all workers of the fleet say of the versions that routes name. */
  async index(onlyReady: boolean): Promise<IndexRow[]> {
    const rows = joinIndex([this.indexHere(), ...(await this.parts.fleet.others<IndexRow[]>(indexTopic))]);
    return rows.filter(({ state }) => !onlyReady || state === "READY");
  }

  private statisticsHere(target: ModelTarget | null): ModelStatistics[] {
    const { follower } = this.parts;
    const entries = target === null ? [...follower.held] : follower.versionsOf(target.model).filter(({ served }) => target.version === undefined || served.version === target.version);
    return entries.map(({ served, statistics }) => ({ name: served.model, version: served.version, ...statistics.view() }));
  }

  /** Of one version, of a model's versions, or of all that are held, over all workers of the fleet. @throws OipRefusal 404 */
  async statistics(target: ModelTarget | null): Promise<{ model_stats: ModelStatistics[] }> {
    const sums = sumStatistics([this.statisticsHere(target), ...(await this.parts.fleet.others<ModelStatistics[]>(statisticsTopic, target))]);
    if (target !== null && sums.length === 0) throw new OipRefusal(404, `${target.version === undefined ? "no version" : `version '${target.version}'`} of model '${target.model}' is held here`);
    return { model_stats: sums };
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
