import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { comparedAtMost, parseRef, refOf, type BaselineSide, type compareBaselineInput, type CompareBaselineView, type ComparedVersion, type compareInput, type CompareView, type LiveSide } from "../../shared/compare.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { BaselineProfile, ReferenceColumn } from "../monitoring/contract.ts";
import { liveBrief, readProfiles, trafficBrief } from "../monitoring/index.ts";
import type { VersionView } from "../registry/contract.ts";
import { getVersion } from "../registry/index.ts";
import { artifactRows, metricRows, signatureRows, textRows } from "./rules/compare-versions.ts";
import { diffSignature } from "./rules/diff-signature.ts";
import { comparedRows, type ComparedRow } from "./store-compare.ts";

const artifactsShown = 500;
/** An hour of ten-second windows; the demo, whose clock runs faster, shows weeks. */
const liveWindows = 360;

type Named = { refs: { ref: string; model: string; version: number }[]; problems: CompareView["problems"] };
type Found = { ref: string; page: VersionView; row: ComparedRow };

/** The versions that an address names, in its order, and what is wrong with the rest of it. */
function named(asked: readonly string[]): Named {
  const named: Named = { refs: [], problems: [] };
  for (const ref of asked.filter((text) => text !== "")) {
    const parsed = parseRef(ref);
    if (parsed === null) named.problems.push({ ref, detail: `“${ref}” names no version: write a model, a colon and a number, as in flight-delay:3.` });
    else if (named.refs.some((one) => one.ref === ref)) named.problems.push({ ref, detail: `${parsed.model} v${parsed.version} is named twice; it stands once.` });
    else if (named.refs.length === comparedAtMost) named.problems.push({ ref, detail: `${comparedAtMost} versions fit beside each other: ${parsed.model} v${parsed.version} is left out.` });
    else named.refs.push({ ref: refOf(parsed.model, parsed.version), ...parsed });
  }
  return named;
}

async function find(deps: Deps, actor: Actor, { refs, problems }: Named): Promise<Found[]> {
  const rows = await comparedRows(deps.db, refs);
  const found = await Promise.all(refs.map(async ({ ref, model, version }): Promise<Found[]> => {
    const row = rows.find((one) => one.model === model && one.version === version);
    try {
      if (row !== undefined) return [{ ref, row, page: await getVersion(deps, actor, { model, version }) }];
    } catch (error) {
      if (!(error instanceof SignalboxError) || error.code !== "not_found") throw error;
    }
    problems.push({ ref, detail: `There is no version ${version} of a model named ${model}.` });
    return [];
  }));
  return found.flat();
}

function factsOf({ ref, page, row }: Found, reference: VersionView): ComparedVersion {
  const { model, version, description, createdBy, createdAt, stage, aliases, source, frozenBy, run, artifactsBytes } = page;
  return {
    ref, model, version, description, createdBy, createdAt, stage, aliases, source, frozenBy, artifactsBytes, artifactCount: page.artifacts.length,
    run: run === null ? null : { runId: run.runId, name: run.name, experimentId: run.experimentId, experimentName: run.experimentName },
    datasets: row.datasets, serving: page.routes.map(({ environment, since, weight, releaseId }) => ({ environment, since, weight, releaseId })),
    baseline: { state: page.baseline.state, rows: page.baseline.rows }, hasSignature: page.signature !== null,
    breaking: page === reference || page.signature === null || reference.signature === null ? [] : diffSignature(reference.signature, page.signature).breaking,
  };
}

async function liveOf(deps: Deps, { ref, page, row }: Found): Promise<LiveSide[]> {
  return Promise.all(page.routes.map(async ({ environment }): Promise<LiveSide> => {
    const [brief, traffic] = await Promise.all([
      liveBrief(deps, { model: row.model, versionId: row.versionId, environment }),
      trafficBrief(deps, { versionId: row.versionId, environment }, deps.env.baseWindowSeconds * liveWindows),
    ]);
    return {
      ref, environment, ...traffic, lamp: brief?.lamp ?? "unknown", judgedAt: brief?.asOf ?? null, judgedRows: brief?.rows ?? null,
      columns: (brief?.columns ?? []).map(({ column, role, lamp, psi }) => ({ column, role, lamp, psi })),
    };
  }));
}

function columnsOf(profiles: readonly BaselineProfile[]): CompareView["columns"] {
  const columns = new Map<string, CompareView["columns"][number]>();
  for (const { name, role, reference } of profiles.flatMap((profile) => profile.columns)) if (!columns.has(name)) columns.set(name, { name, role, kind: reference.kind });
  return [...columns.values()];
}

/**
 * Up to eight versions side by side, of one model or of several, in the order they are named; the first is what the
 * others are measured against. A name that is no version is no refusal: it is said among `problems`.
 */
export async function compareVersions(deps: Deps, actor: Actor, input: z.output<typeof compareInput>): Promise<CompareView> {
  authorise(actor, "registry.read");
  const asked = named(input.v);
  const found = await find(deps, actor, asked);
  const pages = found.map(({ page }) => page);
  const [live, profiles] = await Promise.all([Promise.all(found.map((one) => liveOf(deps, one))), readProfiles(deps, found.map(({ row }) => row.versionId))]);
  const artifacts = artifactRows(pages.map((page) => page.artifacts));
  const [reference] = pages;
  return {
    versions: reference === undefined ? [] : found.map((one) => factsOf(one, reference)), problems: asked.problems,
    metrics: metricRows(pages.map((page) => page.metrics)), params: textRows(pages.map((page) => page.params)), tags: textRows(pages.map((page) => page.tags)),
    signature: signatureRows(pages.map((page) => page.signature)),
    artifacts: artifacts.slice(0, artifactsShown), artifactsLeftOut: Math.max(0, artifacts.length - artifactsShown),
    live: live.flat(), columns: columnsOf(found.flatMap(({ row }) => profiles.get(row.versionId) ?? [])),
  };
}

function sideOf(ref: string, rows: number, { reference }: ReferenceColumn): BaselineSide {
  const { missing, counts } = reference;
  if (reference.kind === "categorical") return { kind: "categorical", ref, rows, missing, counts, labels: reference.labels };
  const { edges, infinite, minimum, maximum } = reference;
  return { kind: "numeric", ref, rows, missing, counts, edges, infinite, minimum, maximum };
}

/** One column of each version's training data, on the bins that each version froze. */
export async function compareBaselines(deps: Deps, actor: Actor, input: z.output<typeof compareBaselineInput>): Promise<CompareBaselineView> {
  authorise(actor, "registry.read");
  const { refs } = named(input.v);
  const rows = await comparedRows(deps.db, refs);
  const profiles = await readProfiles(deps, rows.map((row) => row.versionId));
  const sides = refs.flatMap(({ ref, model, version }): { ref: string; side: BaselineSide | null }[] => {
    const row = rows.find((one) => one.model === model && one.version === version);
    if (row === undefined) return [];
    const profile = profiles.get(row.versionId);
    const column = profile?.columns.find((one) => one.name === input.column);
    return [{ ref, side: profile === undefined || column === undefined ? null : sideOf(ref, profile.rows, column) }];
  });
  return { column: input.column, sides: sides.flatMap(({ side }) => (side === null ? [] : [side])), without: sides.filter(({ side }) => side === null).map(({ ref }) => ref) };
}
