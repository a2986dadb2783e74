/**
 * Follows the routes: polls the epoch, fetches a snapshot when it moved, loads what is new, then replaces the table.
 * The newest snapshot and the one that serves are kept on disk, so that the next start needs no database.
 */
import { join } from "node:path";
import { type ServedVersion, type ServingSnapshot, servingSnapshot as snapshotSchema } from "../../domains/serving/contract.ts";
import { servingEpoch, servingSnapshot } from "../../domains/serving/index.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Tokens } from "./access.ts";
import { namesIn, readIfThere, remove, writeDurably } from "./disk.ts";
import { evictedReason, keyOf, newEntry, unloadedReason, watchedOf } from "./entry.ts";
import { modelFiles, Unservable } from "./model-files.ts";
import { Backends } from "./remote/backends.ts";
import type { TimeTold } from "./house-clock.ts";
import { leastUsed, unroutedLimitBytes } from "./running/least-used.ts";
import { openRunner } from "./running/open-runner.ts";
import { Trials } from "./running/trials.ts";
import { type Entry, entriesOf, nextTable, noRoutes, type Resolved, type Route, type RouteTable } from "./table.ts";
import { timed } from "./timers.ts";
import type { Unloaded } from "./unloaded.ts";

const pollMs = 200;
const answerLimitMs = 3000;
const retryLoadMs = 2000;
const nothing: ServingSnapshot = { epoch: -1, versions: [], routes: [], warm: [], monitored: [], backends: [], tokens: [] };

/** `changed` is called after the table or a version's state changed, `heard` told the database's time at each look. */
type FollowerParts = { deps: Deps; folder: string; unloaded: Unloaded; changed: () => void; heard?: (time: TimeTold) => void };

export class Follower {
  private readonly deps: Deps;
  readonly backends: Backends;
  private readonly folder: string;
  readonly unloaded: Unloaded;
  private readonly trials = new Trials();
  private readonly entries = new Map<string, Entry>();
  private snapshot: ServingSnapshot = nothing;
  /** What is on disk may be of another database: the first look always fetches. */
  private fetched = false;
  private lastProblem = "";
  private saving: Promise<void> = Promise.resolve();
  private savedText = "";
  private restoring = false;
  private readonly changed: () => void;
  private readonly heard: (time: TimeTold) => void;
  table: RouteTable = noRoutes;
  wanted: readonly Route[] = [];
  tokens: Tokens = new Map();
  /** When the database last answered, epoch milliseconds. */
  answeredAtMs: number | null = null;

  constructor({ deps, folder, unloaded, changed, heard = () => undefined }: FollowerParts) {
    this.deps = deps;
    this.backends = new Backends(deps);
    this.folder = folder;
    this.unloaded = unloaded;
    this.changed = changed;
    this.heard = heard;
  }

  private get file(): string {
    return join(this.folder, "routes.json");
  }

  /** True once some snapshot, from disk or database, has been taken and everything it routes to has been tried. */
  get settled(): boolean {
    return this.snapshot.epoch >= 0 && this.wanted.every((route) => route.entries.every(({ entry }) => entry.state !== "LOADING"));
  }
  get held(): Iterable<Entry> {
    return this.entries.values();
  }

  /** Versions that it does not hold, and whose events are taken. */
  get monitored(): ServingSnapshot["monitored"] {
    return this.snapshot.monitored;
  }

  /** Takes up what the last process served, then what it last heard of. */
  async restore(): Promise<void> {
    const text = await readIfThere(this.file);
    if (text === null) return;
    const { serving, newest } = JSON.parse(text) as { serving: unknown; newest: unknown };
    // Nothing is written before both are taken up: the file and the models it names stay as they are until then.
    this.restoring = true;
    await Promise.all(this.apply(snapshotSchema.parse(serving)));
    const loads = this.apply(snapshotSchema.parse(newest));
    this.restoring = false;
    await Promise.all(loads);
    this.save();
  }

  /** One look at the database. @returns how long to rest, milliseconds */
  async poll(): Promise<number> {
    try {
      const nowMs = this.deps.clock.now().getTime();
      const { epoch, at } = await timed(servingEpoch(this.deps.db), answerLimitMs);
      this.heard({ askedAtMs: nowMs, answeredAtMs: this.deps.clock.now().getTime(), saidMs: at.getTime() });
      if (epoch !== this.snapshot.epoch || !this.fetched) {
        const snapshot = await timed(servingSnapshot(this.deps), answerLimitMs);
        const first = !this.fetched;
        this.fetched = true;
        void Promise.all(this.apply(snapshot));
        if (first) this.forget(this.unloaded.all.filter((key) => !this.entries.has(key)));
      }
      this.answeredAtMs = nowMs;
      this.lastProblem = "";
      this.retryFailed(nowMs);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== this.lastProblem) this.deps.log.warn("the database does not answer; serving goes on with the routes it knows", { problem });
      this.lastProblem = problem;
    }
    return pollMs;
  }

  private retryFailed(nowMs: number): void {
    for (const entry of this.entries.values()) {
      if (entry.state !== "UNAVAILABLE" || entry.retryAtMs === null || entry.retryAtMs > nowMs) continue;
      entry.state = "LOADING";
      void this.load(entry);
    }
  }

  /** Makes the snapshot the wanted one. @returns the loads it started; each replaces the table when it ends, and none rejects */
  private apply(snapshot: ServingSnapshot): Promise<void>[] {
    this.snapshot = snapshot;
    this.backends.know(snapshot.backends);
    this.tokens = new Map(snapshot.tokens.map(({ hash, role }) => [hash, role]));
    const fresh: Entry[] = [];
    for (const served of snapshot.versions) {
      const key = keyOf(served);
      const known = this.entries.get(key);
      if (!known) {
        const entry = newEntry(served, this.unloaded.has(key));
        this.entries.set(key, entry);
        if (entry.state === "LOADING") fresh.push(entry);
      } else if (JSON.stringify([known.served.baseline, known.served.modelTags]) !== JSON.stringify([served.baseline, served.modelTags])) {
        known.served = served;
        known.watched = watchedOf(served);
      }
    }
    this.rebuild();
    const routed = new Set(this.wanted.flatMap(entriesOf));
    for (const entry of routed) {
      if (entry.reason !== unloadedReason && entry.reason !== evictedReason) continue;
      entry.state = "LOADING";
      fresh.push(entry);
    }
    this.forget([...routed].map(({ served }) => keyOf(served)));
    return fresh.sort((a, b) => Number(routed.has(b)) - Number(routed.has(a))).map((entry) => this.load(entry));
  }

  private rebuild(): void {
    const byName = new Map(this.snapshot.versions.map((served) => [JSON.stringify([served.model, served.version]), this.entries.get(keyOf(served))]));
    const find = (model: string, version: string) => byName.get(JSON.stringify([model, version]));
    this.table = nextTable(this.snapshot, find, this.table);
    this.wanted = nextTable(this.snapshot, find, noRoutes).routes;
    this.drop();
    this.save();
    this.changed();
  }

  /** Lets go of versions that nothing names any more; their sessions end with their last request. */
  private drop(): void {
    const named = new Set([...this.snapshot.versions.map(keyOf), ...this.table.routes.flatMap(entriesOf).map(({ served }) => keyOf(served))]);
    for (const [key, entry] of this.entries) {
      if (named.has(key)) continue;
      this.entries.delete(key);
      this.forget([key]);
      entry.dropped = true;
      if (entry.inFlight === 0) this.release(entry);
    }
  }

  private release(entry: Entry): void {
    const { runner } = entry;
    entry.runner = null;
    runner?.release().catch((error: unknown) => this.deps.log.warn("a model's memory was not given back", { error: error as Error }));
  }

  /** Marks a request's begin on what it resolved to, so that a switch leaves its session alone. @returns its end */
  hold({ entry }: Resolved): () => void {
    entry.inFlight += 1;
    entry.usedAtMs = performance.now();
    return () => {
      entry.inFlight -= 1;
      if (entry.inFlight === 0 && entry.dropped) this.release(entry);
    };
  }

  private async load(entry: Entry): Promise<void> {
    const { served } = entry;
    try {
      entry.runner = await openRunner(served, { deps: this.deps, folder: this.folder, trials: this.trials, backends: this.backends });
      entry.state = "READY";
      entry.reason = null;
      entry.hopeless = false;
    } catch (error) {
      const before = entry.reason;
      entry.state = "UNAVAILABLE";
      entry.reason = error instanceof Error ? withoutPaths(error.message, this.folder) : "it could not be loaded";
      entry.hopeless = error instanceof Unservable;
      entry.retryAtMs = entry.hopeless ? null : this.deps.clock.now().getTime() + retryLoadMs;
      if (entry.reason !== before) this.deps.log.warn("a version could not be loaded", { model: served.model, version: served.version, reason: entry.reason });
    }
    if (!entry.dropped) {
      this.rebuild();
      this.makeRoom();
    } else if (entry.inFlight === 0) this.release(entry);
  }

  /** What was unloaded is so no more: a route names it, or nothing does. */
  private forget(keys: readonly string[]): void {
    const kept = keys.filter((key) => this.unloaded.has(key));
    if (kept.length > 0) this.saving = this.saving.then(() => this.unloaded.forget(kept)).catch((error: unknown) => this.deps.log.error("what is unloaded could not be written to disk", { error: error as Error }));
  }

  /** Tries those that are not available now. @returns all of them */
  async loadAgain(entries: readonly Entry[]): Promise<readonly Entry[]> {
    await Promise.all(entries.filter(({ state }) => state === "UNAVAILABLE").map((entry) => {
      entry.state = "LOADING";
      return this.load(entry);
    }));
    return entries;
  }

  /** Gives back the memory of versions that are ready, that no request runs on and that no route names; a route that comes to name one takes it up again. */
  unload(entries: readonly Entry[], reason = unloadedReason): void {
    for (const entry of entries) {
      entry.state = "UNAVAILABLE";
      entry.reason = reason;
      entry.retryAtMs = null;
      this.release(entry);
    }
    this.changed();
  }

  /** Versions kept ready for a rollback or a waiting release hold so much together at most. */
  private makeRoom(): void {
    const unrouted = [...this.entries.values()].filter((entry) => entry.runner && !this.isRouted(entry));
    const going = leastUsed(unrouted.map((entry) => ({ entry, busy: entry.inFlight > 0, usedAtMs: entry.usedAtMs, memoryBytes: entry.runner?.memoryBytes ?? 0 })), unroutedLimitBytes);
    if (going.length > 0) this.unload(going.map(({ entry }) => entry), evictedReason);
  }

  isRouted(entry: Entry): boolean {
    return [...this.table.routes, ...this.wanted].some((route) => entriesOf(route).includes(entry));
  }

  versionsOf(model: string): Entry[] {
    return [...this.entries.values()].filter(({ served }) => served.model === model);
  }

  /** Keeps what serves and what is wanted; the files of versions that neither names go. */
  private save(): void {
    if (this.restoring) return;
    const { snapshot, table } = this;
    const serving: ServingSnapshot = {
      epoch: table.epoch, tokens: snapshot.tokens, warm: [], monitored: [], backends: snapshot.backends,
      versions: [...new Set(table.routes.flatMap(entriesOf).map(({ served }) => served))],
      routes: table.routes.map(({ environment, model, since, releaseId, entries, sticky, shadows }) => ({
        environment, model, since, releaseId, sticky,
        entries: entries.map(({ entry, weight }) => ({ version: entry.served.version, weight })), shadows: shadows.map(({ entry, share }) => ({ version: entry.served.version, share })),
      })),
    };
    const text = JSON.stringify({ serving, newest: snapshot });
    if (text === this.savedText) return;
    this.savedText = text;
    this.saving = this.saving.then(async () => {
      await writeDurably(this.file, text);
      const kept = new Set([...this.entries.values()].flatMap(({ served }) => modelNames(served)));
      for (const name of await namesIn(join(this.folder, "models"))) if (!kept.has(name.replace(/\.new$/, ""))) await remove(join(this.folder, "models", name));
    }).catch((error: unknown) => this.deps.log.error("the routes could not be written to disk", { error: error as Error }));
  }

  /** Resolves when everything known is on disk. */
  saved(): Promise<void> {
    return this.saving;
  }

  async close(): Promise<void> {
    await this.saving;
    await this.trials.close();
    for (const entry of this.entries.values()) this.release(entry);
    this.backends.close();
  }
}

function modelNames(served: ServedVersion): string[] {
  try {
    const files = modelFiles(served);
    return [files.folder || files.main];
  } catch (error) {
    if (error instanceof Unservable) return [];
    throw error;
  }
}

/** A reason that anyone may read names no folder of this machine. */
const withoutPaths = (message: string, folder: string) => message.replaceAll(`${folder}/`, "").slice(0, 500);
