/** Which version an event is about: one that this process holds, or any other with a reference profile. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { baselineProfile } from "../../../domains/monitoring/contract.ts";
import { sampleTerms } from "../../../domains/monitoring/rules/samples/choose.ts";
import type { TensorSpec } from "../../../domains/monitoring/rules/columns.ts";
import type { MonitoredVersion, ServingSnapshot } from "../../../domains/serving/contract.ts";
import { monitoredProfile } from "../../../domains/serving/index.ts";
import type { Deps } from "../../../platform/deps.ts";
import { readIfThere, remove, writeDurably } from "../disk.ts";
import type { Follower } from "../follower.ts";
import type { Runner } from "../running/runner.ts";
import { badLine, LineRefusal } from "../lines.ts";
import { pick } from "../table.ts";
import { timed } from "../timers.ts";
import type { Watched } from "../watch.ts";
import { isSignature, outputsOf } from "../scoring.ts";
import type { SignedNames } from "./columns.ts";
import { eventScoring, type EventScoring } from "./event-scores.ts";

export type { SignedNames };

export type Known = { watched: Watched; signed: SignedNames; scoring: EventScoring };
export type Named = { model: string; version: string | undefined; environment: string };

const profilesKept = 200;
const answerLimitMs = 3000;
const signedList = z.array(z.object({ name: z.string() }));
const signature = z.object({ inputs: signedList, outputs: signedList });
const tagsOf = z.record(z.string(), z.string());
const kept = z.object({ stamp: z.string(), model: z.string(), version: z.string(), profile: baselineProfile, tags: tagsOf, modelTags: tagsOf, signature: z.unknown() });

export function signedNames(given: unknown): SignedNames {
  const parsed = signature.safeParse(given);
  if (!parsed.success) return { inputs: [], outputs: [] };
  return { inputs: parsed.data.inputs.map(({ name }) => name), outputs: parsed.data.outputs.map(({ name }) => name) };
}
function knownOf(watched: Watched, { signature: given, tags, outputs }: { signature: unknown; tags: Readonly<Record<string, string>>; outputs: TensorSpec[] | null }): Known {
  return { watched, signed: signedNames(given), scoring: eventScoring({ profile: watched.profile, outputs, signature: isSignature(given) ? given : null, tags }) };
}
const list = (names: readonly string[]) => `${names.slice(0, 20).join(", ")}${names.length > 20 ? `, … ${names.length} in all` : ""}`;

/** Profiles of versions that no route needs are fetched when the first event names them, and kept on disk for when the database is away. */
export class KnownVersions {
  private readonly parts: { deps: Deps; follower: Follower; folder: string };
  private readonly loaded = new Map<number, { stamp: string; known: Promise<Known> }>();
  private indexed: ServingSnapshot["monitored"] = [];
  private readonly byModel = new Map<string, MonitoredVersion[]>();
  private readonly held = new WeakMap<Watched, { known: Known; runner: Runner | null }>();

  /** @param parts.folder of this process */
  constructor(parts: { deps: Deps; follower: Follower; folder: string }) {
    this.parts = { ...parts, folder: join(parts.folder, "monitored") };
  }

  private monitored(model: string): readonly MonitoredVersion[] {
    const { monitored } = this.parts.follower;
    if (monitored !== this.indexed) {
      this.indexed = monitored;
      this.byModel.clear();
      for (const one of monitored) this.byModel.set(one.model, [...(this.byModel.get(one.model) ?? []), one]);
    }
    return this.byModel.get(model) ?? [];
  }

  /** @throws LineRefusal not_found with what is known, invalid_input where only the caller can tell which, unavailable */
  find({ model, version, environment }: Named): Known | Promise<Known> {
    const { follower } = this.parts;
    const held = follower.versionsOf(model);
    const others = this.monitored(model);
    const versions = [...new Set([...held.map(({ served }) => served.version), ...others.map((one) => one.version)])].sort((a, b) => Number(a) - Number(b));
    if (versions.length === 0) throw this.unknownModel(model);
    const route = version === undefined ? follower.table.routes.find((one) => one.model === model && one.environment === environment) : undefined;
    const asked = version ?? (route && pick(route, 0)?.served.version) ?? (versions.length === 1 ? versions[0] : undefined);
    if (asked === undefined) throw badLine(`No route of ${environment} names a model '${model}', so that its version has to be said; known are ${list(versions)}.`);
    const entry = held.find(({ served }) => served.version === asked);
    if (entry) return this.ofEntry(entry);
    const other = others.find((one) => one.version === asked);
    if (other) return this.load(other);
    throw new LineRefusal("not_found", `Model '${model}' has no version '${asked}' that is served or has a baseline; known are ${list(versions)}.`);
  }

  private unknownModel(model: string): LineRefusal {
    const { follower } = this.parts;
    const models = [...new Set([...[...follower.held].map(({ served }) => served.model), ...this.byModel.keys()])].sort();
    return new LineRefusal("not_found", `No model '${model.slice(0, 256)}' is known: it has to be registered here, with a version that is served or has a baseline. ${models.length === 0 ? "None is yet." : `Known are ${list(models)}.`}`);
  }

  private ofEntry({ watched, served, runner }: ReturnType<Follower["versionsOf"]>[number]): Known {
    const had = this.held.get(watched);
    if (had?.runner === runner) return had.known;
    const known = knownOf(watched, { signature: served.signature, tags: served.tags, outputs: runner && outputsOf(runner) });
    this.held.set(watched, { known, runner });
    return known;
  }

  private load(version: MonitoredVersion): Promise<Known> {
    const had = this.loaded.get(version.versionId);
    if (had?.stamp === version.stamp) return had.known;
    const known = this.read(version);
    this.loaded.delete(version.versionId);
    this.loaded.set(version.versionId, { stamp: version.stamp, known });
    known.catch(() => this.loaded.delete(version.versionId));
    const [oldest] = this.loaded.keys();
    if (oldest !== undefined && this.loaded.size > profilesKept) {
      this.loaded.delete(oldest);
      remove(this.fileOf(oldest)).catch(() => undefined);
    }
    return known;
  }

  private readonly fileOf = (versionId: number) => join(this.parts.folder, `${versionId}.json`);

  private async read({ versionId, model, version, stamp }: MonitoredVersion): Promise<Known> {
    const known = ({ profile, signature: given, tags, modelTags }: Pick<z.infer<typeof kept>, "profile" | "signature" | "tags" | "modelTags">): Known =>
      knownOf({ versionId, model, version, profile, samples: sampleTerms(tags, modelTags) }, { signature: given, tags, outputs: null });
    const text = await readIfThere(this.fileOf(versionId));
    const stored = text === null ? null : kept.safeParse(JSON.parse(text));
    if (stored?.success && stored.data.stamp === stamp && stored.data.model === model && stored.data.version === version) return known(stored.data);
    let found: Awaited<ReturnType<typeof monitoredProfile>>;
    try {
      found = await timed(monitoredProfile(this.parts.deps, versionId), answerLimitMs);
    } catch {
      throw new LineRefusal("unavailable", `The baseline of '${model}' version ${version} is not on this machine yet, and the database does not answer: send the line again.`);
    }
    const profile = baselineProfile.safeParse(found?.profile);
    if (!profile.success) throw new LineRefusal("not_found", `'${model}' version ${version} has no baseline any more.`);
    const said = { profile: profile.data, signature: found?.signature ?? null, tags: tagsOf.parse(found?.tags), modelTags: tagsOf.parse(found?.modelTags) };
    await mkdir(this.parts.folder, { recursive: true });
    await writeDurably(this.fileOf(versionId), JSON.stringify({ stamp, model, version, ...said } satisfies z.input<typeof kept>));
    return known(said);
  }
}
