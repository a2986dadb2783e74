/**
 * Load and unload by an administrator: every worker of the fleet does it before the answer is given, or none. One change
 * at a time; what is on disk is written before any worker acts, so that one which starts meanwhile agrees with the others.
 */
import { checkLoad, checkUnload, notReady, OipRefusal } from "../../../adapters/http/oip/index.ts";
import { keyOf, unloadedReason } from "../entry.ts";
import type { Follower } from "../follower.ts";
import type { Fleet } from "./fleet.ts";
import type { Answer } from "./messages.ts";

type Loaded = { known: boolean; failed: string | null };
type Outcome<T> = { said: T[]; /** Why not all did it. */ refusal: OipRefusal | null };

const checkTopic = "unload.check";
const loadTopic = "load";
const unloadTopic = "unload";
const restoreTopic = "load.restore";
/** A version is loaded, warmed and tried before its load is answered. */
const loadLimitMs = 120_000;

const unknown = (model: string) => new OipRefusal(404, `no release names a model '${model}': what is served comes by releases alone`);

export class Changes {
  private readonly follower: Follower;
  private readonly fleet: Fleet;

  constructor({ follower, fleet }: { follower: Follower; fleet: Fleet }) {
    this.follower = follower;
    this.fleet = fleet;
    fleet.answer(checkTopic, (model: string) => this.check(model));
    fleet.answer(loadTopic, (asked: { model: string; keys: string[] }) => this.loadHere(asked));
    fleet.answer(unloadTopic, (asked: { model: string; keys: string[] }) => this.unloadHere(asked));
    fleet.answer(restoreTopic, (asked: { keys: string[]; unloaded: boolean }) => this.restoreHere(asked));
  }

  /** What an unload would let go of here. @throws OipRefusal 409 where a route names the model, 503 while a version is busy */
  private check(model: string): { known: boolean; keys: string[] } {
    const { follower } = this;
    const environments = [...new Set([...follower.table.routes, ...follower.wanted].filter((route) => route.model === model && route.entries.length > 0).map(({ environment }) => environment))].sort();
    if (environments.length > 0) throw new OipRefusal(409, `model '${model}' is routed in ${environments.join(", ")}: roll back or retire it by a release; only what no route names is unloaded`);
    const entries = follower.versionsOf(model);
    const busy = entries.find(({ state, inFlight }) => state === "LOADING" || inFlight > 0);
    if (busy) throw notReady(`model '${model}' version ${busy.served.version} is ${busy.state === "LOADING" ? "loading" : "answering requests"}: try again`);
    return { known: entries.length > 0, keys: entries.filter(({ state }) => state === "READY").map(({ served }) => keyOf(served)) };
  }

  private unloadHere({ model, keys }: { model: string; keys: string[] }): null {
    this.check(model);
    this.restoreHere({ keys, unloaded: true });
    return null;
  }

  private async loadHere({ model, keys }: { model: string; keys: string[] }): Promise<Loaded> {
    this.follower.unloaded.hear(keys, false);
    const entries = await this.follower.loadAgain(this.follower.versionsOf(model));
    const failed = entries.find(({ state }) => state === "UNAVAILABLE");
    return { known: entries.length > 0, failed: failed ? `model '${model}' version ${failed.served.version} could not be loaded: ${failed.reason ?? "no reason was given"}` : null };
  }

  /** Brings versions into the state that the disk says, where no route came to name them. */
  private restoreHere({ keys, unloaded }: { keys: string[]; unloaded: boolean }): null {
    const { follower } = this;
    follower.unloaded.hear(keys, unloaded);
    const named = [...follower.held].filter(({ served }) => keys.includes(keyOf(served)));
    if (unloaded) follower.unload(named.filter((entry) => entry.state !== "LOADING" && entry.inFlight === 0 && !follower.isRouted(entry)));
    else void follower.loadAgain(named.filter(({ reason }) => reason === unloadedReason));
    return null;
  }

  /** The same here and in every other worker. A worker that ended takes up what is on disk. */
  private async everywhere<T>({ topic, body, here, limitMs }: { topic: string; body: unknown; here: () => T | Promise<T>; limitMs?: number }): Promise<Outcome<T>> {
    const [own, others] = await Promise.all([(async () => here())().then((value) => ({ value }), (error: unknown) => ({ error })), this.fleet.everyOther<T>(topic, body, limitMs)]);
    const refusal = "error" in own ? asRefusal(own.error) : (others.map(refusalOf).find((one) => one !== null) ?? null);
    return { said: [...("value" in own ? [own.value] : []), ...others.flatMap((answer) => ("value" in answer ? [answer.value] : []))], refusal };
  }

  private async undo(keys: string[], unloaded: boolean): Promise<void> {
    const { follower } = this;
    await (unloaded ? follower.unloaded.keep(keys) : follower.unloaded.forget(keys));
    const body = { keys, unloaded };
    await this.everywhere({ topic: restoreTopic, body, here: () => this.restoreHere(body) });
  }

  /**
   * Takes up the model's versions that releases name: those that were unloaded, and those that failed, at once.
   * @throws OipRefusal 400, 404, 503 with the reason when one could not be loaded
   */
  load(model: string, parameters: Record<string, unknown>): Promise<void> {
    checkLoad(parameters);
    return this.fleet.turn(async () => {
      const { follower } = this;
      const keys = follower.versionsOf(model).map(({ served }) => keyOf(served)).filter((key) => follower.unloaded.has(key));
      await follower.unloaded.forget(keys);
      const body = { model, keys };
      const { said, refusal } = await this.everywhere({ topic: loadTopic, body, here: () => this.loadHere(body), limitMs: loadLimitMs });
      if (refusal === null && !said.some(({ known }) => known)) throw unknown(model);
      const failed = said.find((one) => one.failed !== null)?.failed;
      if (refusal === null && failed === undefined) return;
      await this.undo(keys, true);
      throw refusal ?? notReady(failed ?? "");
    });
  }

  /**
   * Gives back the memory of a model's versions that are kept ready but that no route names.
   * @throws OipRefusal 404, 409 where a route names one: what is served ends by a release, not by a caller; 503 while one is busy
   */
  unload(model: string, parameters: Record<string, unknown>): Promise<void> {
    checkUnload(parameters);
    return this.fleet.turn(async () => {
      const checked = await this.everywhere({ topic: checkTopic, body: model, here: () => this.check(model) });
      if (checked.refusal) throw checked.refusal;
      if (!checked.said.some(({ known }) => known)) throw unknown(model);
      const keys = [...new Set(checked.said.flatMap((one) => one.keys))];
      await this.follower.unloaded.keep(keys);
      const body = { model, keys };
      const { refusal } = await this.everywhere({ topic: unloadTopic, body, here: () => this.unloadHere(body) });
      if (refusal === null) return;
      await this.undo(keys, false);
      throw refusal;
    });
  }
}

function asRefusal(error: unknown): OipRefusal {
  if (error instanceof OipRefusal) return error;
  throw error;
}

function refusalOf(answer: Answer): OipRefusal | null {
  if ("value" in answer) return null;
  if ("refused" in answer) return new OipRefusal(answer.refused.status, `${answer.refused.message} (serving worker ${answer.slot})`, answer.refused.headers);
  return answer.problem === "gone" ? null : notReady(`serving worker ${answer.slot} does not answer, so nothing was changed: try again`);
}
