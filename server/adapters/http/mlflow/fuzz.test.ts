/** Whatever is sent, the dialect answers in MLflow's shape and never fails; a refused call changes nothing. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testDeps } from "../../../testing/harness.ts";
import { mlflowEndpoints } from "./routes.ts";
import { openWire, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;
beforeAll(async () => {
  wire = await openWire(deps);
  await wire.call("POST", "registered-models/create", { name: "a" });
  await wire.call("POST", "model-versions/create", { name: "a", source: "s3://b/1" });
  await wire.call("POST", "runs/create", { experiment_id: "0", start_time: 1, run_name: "a" });
});

const names = [
  "name", "new_name", "version", "key", "value", "alias", "stage", "stages", "source", "run_id", "run_uuid", "model_id", "experiment_id", "experiment_ids", "experiment_name", "filter", "signalbox_filter", "order_by", "max_results", "page_token",
  "tags", "params", "metrics", "datasets", "models", "description", "status", "end_time", "start_time", "timestamp", "step", "metric_key", "run_ids", "path", "upload_id", "parts", "num_parts", "model_json", "view_type", "run_view_type", "url", "events", "archive_existing_versions", "artifact_location",
];
const fragments = ["name", "run_id", "version_number", "metrics.m", "params.p", "tags.`t`", "dataset.name", "attributes.status", "start_time", "=", "!=", "<", ">=", "LIKE", "ILIKE", "IN", "NOT IN", "IS NULL", "AND", "OR", "NOT", "(", ")", ",", "'x'", "\"y\"", "`z`", "'", "1", "-1.5", "1e400", "%", ";", ".", "DESC", "name ASC", "timestamp"];
const filter = fc.array(fc.constantFrom(...fragments), { maxLength: 9 }).map((parts) => parts.join(" "));
const scalar = fc.oneof(
  fc.constantFrom<unknown>("a", "1", "0", "", null, "None", "READY", "latest", "models:/a/1", "runs:/x/y", "m-0123456789abcdef0123456789abcdef", true, 9e15, 2 ** 63, -1, 1e308, "NaN", "Infinity", "..", "%2e%2e", "a\0b", "\ud800"),
  fc.string({ maxLength: 12 }), fc.integer(), fc.double(), filter,
);
const value = fc.oneof({ weight: 3, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }), fc.array(fc.dictionary(fc.constantFrom(...names, "dataset", "entity", "action", "field_name", "etag", "part_number"), scalar, { maxKeys: 4 }), { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 4 }), scalar, { maxKeys: 2 }));
const body = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });

const counts = async () => (await deps.db.pool.query<{ rows: string }>("SELECT (SELECT count(*) FROM registered_model) || '/' || (SELECT count(*) FROM model_version) || '/' || (SELECT count(*) FROM run) || '/' || (SELECT count(*) FROM audit_event) AS rows")).rows[0]?.rows;

/** A query holds texts and lists of them. */
const asText = (one: unknown): unknown => (typeof one === "object" && one !== null ? JSON.stringify(one) : one);
const asQuery = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).map(([key, one]) => [key, Array.isArray(one) ? one.map(asText) : asText(one)]));

const calls = mlflowEndpoints.flatMap((row) => row.methods.map((method) => ({ method, path: row.path })));

test.each(calls.map((call) => [`${call.method} ${call.path}`, call] as const))("%s", async (_name, { method, path }) => {
  const address = `/api/${path.replace(":id", "m-0123456789abcdef0123456789abcdef").replace(":key", "k").replace("*", "0/folder")}`;
  await fc.assert(fc.asyncProperty(body, async (values) => {
    const before = await counts();
    const answer = await wire.call(method, address, method === "GET" ? asQuery(values) : values);
    expect(answer.status === 501 || answer.status < 500, `${answer.status} ${answer.text.slice(0, 300)}`).toBe(true);
    if (answer.status < 400) return;
    expect(answer.body).toEqual({ error_code: expect.any(String), message: expect.any(String), sqlstate: "KAM00", error_class: expect.any(String) });
    expect(await counts()).toBe(before);
  }), { numRuns: 20, seed: 20_261_123 });
});
