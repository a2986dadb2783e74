/** Which version an event is about: one that this process holds, or any other with a reference profile. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { baselineProfile, type BaselineProfile } from "../../../domains/monitoring/contract.ts";
import type { MonitoredVersion, ServingSnapshot } from "../../../domains/serving/contract.ts";
import { monitoredProfile } from "../../../domains/serving/index.ts";
import type { Deps } from "../../../platform/deps.ts";
import { readIfThere, remove, writeDurably } from "../disk.ts";
import type { Follower } from "../follower.ts";
import { badLine, LineRefusal } from "../lines.ts";
import { pick } from "../table.ts";
import { timed } from "../timers.ts";
import type { Watched } from "../watch.ts";
import type { SignedNames } from "./columns.ts";

export type { SignedNames };

export type Known = { watched: Watched; signed: SignedNames };
export type Named = { model: string; version: string | undefined; environment: string };

const profilesKept = 200;
const answerLimitMs = 3000;
const signedList = z.array(z.object({ name: z.string() }));
const signature = z.object({ inputs: signedList, outputs: signedList });
const kept = z.object({ stamp: z.string(), model: z.string(), version: z.string(), profile: baselineProfile, signed: z.object({ inputs: z.array(z.string()).readonly(), outputs: z.array(z.string()).readonly() }) });

export function signedNames(given: unknown): SignedNames {
  const parsed = signature.safeParse(given);
  if (!parsed.success) return { inputs: [], outputs: [] };
  return { inputs: parsed.data.inputs.map(({ name }) => name), outputs: parsed.data.outputs.map(({ name }) => name) };
}
const list = (names: readonly string[]) => `${names.slice(0, 20).join(", ")}${names.length > 20 ? `, … ${names.length} in all` : ""}`;

/** Profiles of versions that no route needs are fetched when the first event names them, and kept on disk for when the database is away. */
export class KnownVersions {
  private readonly parts: { deps: Deps; follower: Follower; folder: string };
  private readonly loaded = new Map<number, { stamp: string; known: Promise<Known> }>();
  private indexed: ServingSnapshot["monitored"] = [];
  private readonly byModel = new Map<string, MonitoredVersion[]>();
  private readonly signed = new WeakMap<Watched, SignedNames>();

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

  private ofEntry({ watched, served }: ReturnType<Follower["versionsOf"]>[number]): Known {
    let signed = this.signed.get(watched);
    if (!signed) this.signed.set(watched, (signed = signedNames(served.signature)));
    return { watched, signed };
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
    const known = (profile: BaselineProfile, signed: SignedNames): Known => ({ watched: { versionId, model, version, profile }, signed });
    const text = await readIfThere(this.fileOf(versionId));
    const stored = text === null ? null : kept.safeParse(JSON.parse(text));
    if (stored?.success && stored.data.stamp === stamp && stored.data.model === model && stored.data.version === version) return known(stored.data.profile, stored.data.signed);
    let found: Awaited<ReturnType<typeof monitoredProfile>>;
    try {
      found = await timed(monitoredProfile(this.parts.deps, versionId), answerLimitMs);
    } catch {
      throw new LineRefusal("unavailable", `The baseline of '${model}' version ${version} is not on this machine yet, and the database does not answer: send the line again.`);
    }
    const profile = baselineProfile.safeParse(found?.profile);
    if (!profile.success) throw new LineRefusal("not_found", `'${model}' version ${version} has no baseline any more.`);
    const signed = signedNames(found?.signature);
    await mkdir(this.parts.folder, { recursive: true });
    await writeDurably(this.fileOf(versionId), JSON.stringify({ stamp, model, version, profile: profile.data, signed } satisfies z.input<typeof kept>));
    return known(profile.data, signed);
  }
}
