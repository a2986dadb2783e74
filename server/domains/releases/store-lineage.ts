import type { Db } from "../../platform/db.ts";
import type { LineageScope, LineageView } from "../../shared/lineage.ts";
import type { LineageRows } from "./rules/lineage.ts";

const versionsAtMost = 150;
const shownRuns = 300;
const releasesAtMost = 150;
const datasetsAtMost = 300;
const featuresAtMost = 3_000;

/** Two statements a scope: the versions to show, those that serve first and then the newest, and how many there are in all. */
const scopes = {
  version: { ids: `SELECT v.id FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE m.name = $1 AND v.version = $2`, count: null },
  model: {
    ids: `SELECT x.id FROM registered_model m CROSS JOIN LATERAL (
        SELECT e.version_id AS id, 1 AS rank FROM route r JOIN route_entry e ON e.route_id = r.id WHERE r.model_id = m.id
        UNION ALL (SELECT v.id, 2 FROM model_version v WHERE v.model_id = m.id ORDER BY v.version DESC LIMIT ${versionsAtMost})) x
      WHERE m.name = $1 GROUP BY x.id ORDER BY min(x.rank), x.id DESC LIMIT ${versionsAtMost}`,
    count: `SELECT count(*) AS count FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE m.name = $1`,
  },
  dataset: {
    ids: `SELECT v.id FROM run_input i JOIN model_version v ON v.run_id = i.run_id WHERE i.dataset_id = $1 ORDER BY EXISTS (SELECT FROM route_entry e WHERE e.version_id = v.id) DESC, v.id DESC LIMIT ${versionsAtMost}`,
    count: `SELECT count(*) AS count FROM run_input i JOIN model_version v ON v.run_id = i.run_id WHERE i.dataset_id = $1`,
  },
  feature: {
    ids: `SELECT x.id FROM (
        SELECT f.version_id AS id, 1 AS rank FROM route_entry e JOIN version_feature f ON f.version_id = e.version_id AND f.name = $1
        UNION ALL (SELECT f.version_id, 2 FROM version_feature f WHERE f.name = $1 ORDER BY f.version_id DESC LIMIT ${versionsAtMost})) x
      GROUP BY x.id ORDER BY min(x.rank), x.id DESC LIMIT ${versionsAtMost}`,
    count: `SELECT count(*) AS count FROM version_feature WHERE name = $1`,
  },
  run: { ids: `SELECT v.id FROM model_version v WHERE v.run_id = $1 ORDER BY v.id DESC LIMIT ${versionsAtMost}`, count: null },
} as const satisfies Record<LineageScope["of"], { ids: string; count: string | null }>;

function valuesOf(scope: LineageScope): unknown[] {
  switch (scope.of) {
    case "version": return [scope.model, scope.version];
    case "model": return [scope.model];
    case "dataset": case "run": return [scope.id];
    case "feature": return [scope.name];
  }
}

/** The versions of a scope that are shown, and how many there are. */
export async function scopedVersions(db: Db, scope: LineageScope): Promise<{ ids: number[]; inAll: number }> {
  const { ids, count } = scopes[scope.of];
  const values = valuesOf(scope);
  const [found, counted] = await Promise.all([
    db.hot<{ id: number }>(`releases.lineage.${scope.of}`, ids, values),
    count === null ? null : db.hot<{ count: number }>(`releases.lineage.${scope.of}.count`, count, values),
  ]);
  return { ids: found.map((row) => row.id), inAll: counted?.[0]?.count ?? found.length };
}

const exists = {
  model: `SELECT 1 FROM registered_model WHERE name = $1`,
  dataset: `SELECT 1 FROM dataset WHERE id = $1`,
  run: `SELECT 1 FROM run WHERE id = $1`,
} as const;

/** Whether what the scope names is there though no version came of it. */
export async function scopeExists(db: Db, scope: LineageScope): Promise<boolean> {
  if (scope.of === "version" || scope.of === "feature") return false;
  return (await db.hot(`releases.lineage.${scope.of}.exists`, exists[scope.of], valuesOf(scope))).length > 0;
}

/** Runs of the versions, and those of a scope that has runs of its own, the newest first. */
async function runRows(db: Db, scope: LineageScope, runIds: readonly string[]): Promise<LineageRows["runs"]> {
  if (scope.of === "feature") return [];
  const own = scope.of === "run" ? [scope.id] : scope.of === "dataset"
    ? (await db.hot<{ id: string }>("releases.lineage.dataset.runs", `SELECT r.id FROM run_input i JOIN run r ON r.id = i.run_id WHERE i.dataset_id = $1 ORDER BY r.start_time_ms DESC LIMIT ${shownRuns + 1}`, [scope.id])).map((row) => row.id) : [];
  return db.hot<LineageRows["runs"][number]>(
    "releases.lineage.runs",
    `SELECT r.id, r.name, r.experiment_id AS "experimentId", x.name AS experiment, to_timestamp(least(greatest(r.start_time_ms, 0), 253402300799999) / 1000.0) AS "startedAt"
     FROM run r JOIN experiment x ON x.id = r.experiment_id WHERE r.id = ANY($1::text[]) ORDER BY r.start_time_ms DESC, r.id LIMIT ${shownRuns + 1}`,
    [[...new Set([...runIds, ...own])]],
  );
}

/** Everything around some versions, each kind bounded; `cuts` says which bounds were met. A feature's lineage has no runs, a data set's and a run's no features. */
export async function lineageRows(db: Db, scope: LineageScope, versionIds: readonly number[]): Promise<{ rows: LineageRows; cuts: LineageView["cuts"] }> {
  const versions = await db.hot<LineageRows["versions"][number] & { modelId: number }>(
    "releases.lineage.versions",
    `SELECT v.id, m.id AS "modelId", m.name AS model, v.version, v.run_id AS "runId", v.created_at AS "createdAt" FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.id = ANY($1::int[]) ORDER BY m.name, v.version DESC`,
    [versionIds],
  );
  const [runs, features, releases, routes] = await Promise.all([
    runRows(db, scope, versions.map((version) => version.runId).filter((id) => id !== "")),
    scope.of === "dataset" || scope.of === "run" ? [] : db.hot<LineageRows["features"][number]>(
      "releases.lineage.features",
      `SELECT version_id AS "versionId", name, type FROM version_feature WHERE version_id = ANY($1::int[]) AND ($2::text IS NULL OR name = $2) ORDER BY version_id DESC, name LIMIT ${featuresAtMost + 1}`,
      [versionIds, scope.of === "feature" ? scope.name : null],
    ),
    db.hot<LineageRows["releases"][number]>(
      "releases.lineage.releases",
      `SELECT id, version_id AS "versionId", kind, state, environment, requested_at AS "requestedAt", live_at AS "liveAt", ended_at AS "endedAt"
       FROM release WHERE model_id = ANY($1::int[]) AND version_id = ANY($2::int[]) ORDER BY state IN ('open', 'live') DESC, id DESC LIMIT ${releasesAtMost + 1}`,
      [[...new Set(versions.map((version) => version.modelId))], versionIds],
    ),
    db.hot<LineageRows["routes"][number]>(
      "releases.lineage.routes",
      `SELECT m.name AS model, r.environment, e.version_id AS "versionId", r.release_id AS "releaseId", r.since
       FROM route_entry e JOIN route r ON r.id = e.route_id JOIN environment n ON n.name = r.environment JOIN registered_model m ON m.id = r.model_id WHERE e.version_id = ANY($1::int[]) ORDER BY n.position, m.name`,
      [versionIds],
    ),
  ]);
  const inputs = await db.hot<LineageRows["inputs"][number]>(
    "releases.lineage.inputs",
    `SELECT i.run_id AS "runId", d.id AS "datasetId", d.name, d.digest, x.name AS experiment, (SELECT tag ->> 'value' FROM jsonb_array_elements(i.tags) tag WHERE tag ->> 'key' = 'mlflow.data.context' LIMIT 1) AS context
     FROM run_input i JOIN dataset d ON d.id = i.dataset_id JOIN experiment x ON x.id = d.experiment_id WHERE i.run_id = ANY($1::text[]) ORDER BY d.name, d.id LIMIT ${datasetsAtMost + 1}`,
    [runs.map((run) => run.id)],
  );
  const bounds = [{ of: "runs", read: runs.length, most: shownRuns }, { of: "datasets", read: inputs.length, most: datasetsAtMost }, { of: "features", read: features.length, most: featuresAtMost }, { of: "releases", read: releases.length, most: releasesAtMost }] as const;
  return {
    rows: { versions, runs: runs.slice(0, shownRuns), inputs: inputs.slice(0, datasetsAtMost), features: features.slice(0, featuresAtMost), releases: releases.slice(0, releasesAtMost), routes },
    cuts: bounds.filter(({ read, most }) => read > most).map(({ of, most }) => ({ of, shown: most })),
  };
}
