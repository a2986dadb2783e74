import { beforeAll, describe, expect, test } from "vitest";
import { testDeps } from "../../../testing/harness.ts";
import { at, openWire, type Body, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;
beforeAll(async () => {
  wire = await openWire(deps);
  await wire.call("POST", "registered-models/create", { name: "Flights", tags: [{ key: "a", value: "1" }, { key: "a", value: "2" }] });
  await wire.call("POST", "registered-models/create", { name: "Empty" });
  for (const number of [1, 2, 3]) await wire.call("POST", "model-versions/create", { name: "Flights", source: `s3://bucket/${number}`, tags: [{ key: "n", value: String(number) }] });
});

test("shapes: a version has its empty fields, a model leaves them out", async () => {
  const version = at((await wire.call("GET", "model-versions/get", { name: "Flights", version: "1" })).body, "model_version");
  const time = deps.clock.now().getTime();
  expect(version).toEqual({
    name: "Flights", version: "1", creation_timestamp: time, last_updated_timestamp: time, current_stage: "None", description: "", source: "s3://bucket/1",
    run_id: "", status: "READY", run_link: "", tags: [{ key: "n", value: "1" }],
  });
  expect(at((await wire.call("GET", "registered-models/get", { name: "Empty" })).body, "registered_model")).toEqual({ name: "Empty", creation_timestamp: time, last_updated_timestamp: time });
  expect(at((await wire.call("GET", "registered-models/get", { name: "Flights" })).body, "registered_model.tags")).toEqual([{ key: "a", value: "2" }]);
});

const missing = (name: string) => `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`;
const cases: [string, string, string, Body, number, string, string][] = [
  ["a model twice", "POST", "registered-models/create", { name: "Flights" }, 400, "RESOURCE_ALREADY_EXISTS", "Registered Model (name=Flights) already exists."],
  ["a bad name", "POST", "registered-models/create", { name: "a/b" }, 400, "INVALID_PARAMETER_VALUE", "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
  ["no name", "POST", "registered-models/create", {}, 400, "INVALID_PARAMETER_VALUE", missing("name")],
  ["an empty name", "POST", "registered-models/create", { name: "" }, 400, "INVALID_PARAMETER_VALUE", missing("name")],
  ["a tag without key", "POST", "registered-models/create", { name: "T", tags: [{ value: "x" }] }, 400, "INVALID_PARAMETER_VALUE", missing("tags[0].key")],
  ["a name that is a number", "POST", "registered-models/create", { name: 5 }, 400, "INVALID_PARAMETER_VALUE", "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters."],
  ["a name that no database holds", "POST", "registered-models/create", { name: "a\0b" }, 400, "INVALID_PARAMETER_VALUE", "Invalid value for parameter 'name'"],
  ["an unknown model", "GET", "registered-models/get", { name: "No" }, 404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=No not found"],
  ["update of an unknown model", "PATCH", "registered-models/update", { name: "No" }, 404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=No not found"],
  ["rename onto another", "POST", "registered-models/rename", { name: "Empty", new_name: "Flights" }, 400, "RESOURCE_ALREADY_EXISTS", "Registered Model (name=Flights) already exists."],
  ["rename to a bad name", "POST", "registered-models/rename", { name: "Empty", new_name: "a:b" }, 400, "INVALID_PARAMETER_VALUE", "Invalid model name 'a:b'."],
  ["delete of an unknown model", "DELETE", "registered-models/delete", { name: "No" }, 404, "RESOURCE_DOES_NOT_EXIST", "not found"],
  ["a bad tag key", "POST", "registered-models/set-tag", { name: "Flights", key: "a$b", value: "" }, 400, "INVALID_PARAMETER_VALUE", 'Invalid value "a$b" for parameter \'key\' supplied: Names may only contain'],
  ["a bad stage", "GET", "registered-models/get-latest-versions", { name: "Flights", stages: ["Live"] }, 400, "INVALID_PARAMETER_VALUE", "Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived."],
  ["too large a page", "GET", "registered-models/search", { max_results: 1001 }, 400, "INVALID_PARAMETER_VALUE", "for parameter 'max_results' supplied:  Hint: Value was of type 'str'."],
  ["a page of text", "GET", "registered-models/search", { max_results: "x" }, 400, "INVALID_PARAMETER_VALUE", "Hint: Value was of type 'str'."],
  ["a negative page", "GET", "registered-models/search", { max_results: -1 }, 400, "INVALID_PARAMETER_VALUE", "max_results"],
  ["no page of versions", "GET", "model-versions/search", { max_results: 0 }, 400, "INVALID_PARAMETER_VALUE", "Invalid value for max_results. It must be a positive integer, but got 0"],
  ["a bad page token", "GET", "registered-models/search", { page_token: "%%" }, 400, "INVALID_PARAMETER_VALUE", "Invalid page token, could not base64-decode"],
  ["a bad filter", "GET", "model-versions/search", { filter: "stage = 'x'" }, 400, "INVALID_PARAMETER_VALUE", "Invalid attribute key 'stage' specified."],
  ["an alias of an unknown version", "POST", "registered-models/alias", { name: "Flights", alias: "a", version: "9" }, 404, "RESOURCE_DOES_NOT_EXIST", "Model Version (name=Flights, version=9) not found"],
  ["an alias of an unknown model", "POST", "registered-models/alias", { name: "No", alias: "a", version: "9" }, 404, "RESOURCE_DOES_NOT_EXIST", "Model Version (name=No, version=9) not found"],
  ["an alias of a number", "POST", "registered-models/alias", { name: "Flights", alias: "a", version: 1 }, 400, "INVALID_PARAMETER_VALUE", "Invalid value 1 for parameter 'version' supplied"],
  ["an alias of a word", "POST", "registered-models/alias", { name: "Flights", alias: "a", version: "abc" }, 400, "INVALID_PARAMETER_VALUE", "Parameter 'version' must be an integer, got 'abc'."],
  ["a reserved alias", "POST", "registered-models/alias", { name: "Flights", alias: "v1", version: "1" }, 400, "INVALID_PARAMETER_VALUE", "Version alias name 'v1' is reserved."],
  ["an environment's alias", "POST", "registered-models/alias", { name: "Flights", alias: "production", version: "1" }, 403, "PERMISSION_DENIED", "/models/Flights/versions/1"],
  ["an environment's alias taken away", "DELETE", "registered-models/alias", { name: "Flights", alias: "staging" }, 403, "PERMISSION_DENIED", "only a release moves it"],
  ["an unknown alias", "GET", "registered-models/alias", { name: "Flights", alias: "nobody" }, 400, "INVALID_PARAMETER_VALUE", "Registered model alias nobody not found."],
  ["an environment's alias in full width", "POST", "registered-models/alias", { name: "Flights", alias: "ＰＲＯＤＵＣＴＩＯＮ", version: "1" }, 403, "PERMISSION_DENIED", "only a release moves it"],
  ["an environment's alias with a dotless i", "POST", "registered-models/alias", { name: "Flights", alias: "stagıng", version: "1" }, 403, "PERMISSION_DENIED", "only a release moves it"],
  ["NUL in a logged model's id", "GET", "logged-models/%00", {}, 400, "INVALID_PARAMETER_VALUE", "U+0000"],
  ["an alias taken from an unknown model", "DELETE", "registered-models/alias", { name: "No", alias: "a" }, 404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=No not found"],
  ["an unknown version", "GET", "model-versions/get", { name: "Flights", version: "0" }, 404, "RESOURCE_DOES_NOT_EXIST", "Model Version (name=Flights, version=0) not found"],
  ["a version in words", "GET", "model-versions/get", { name: "Flights", version: "1.0" }, 400, "INVALID_PARAMETER_VALUE", "Parameter 'version' must be an integer, got '1.0'."],
  ["a version of an unknown model", "POST", "model-versions/create", { name: "No", source: "s3://b/x" }, 404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=No not found"],
  ["a version without source", "POST", "model-versions/create", { name: "Flights" }, 400, "INVALID_PARAMETER_VALUE", missing("source")],
  ["a local source", "POST", "model-versions/create", { name: "Flights", source: "/etc" }, 400, "INVALID_PARAMETER_VALUE", "Invalid model version source: '/etc'."],
  ["an unknown logged model of a version elsewhere", "POST", "model-versions/create", { name: "Flights", source: "s3://bucket/a", model_id: `m-${"a".repeat(32)}` }, 404, "RESOURCE_DOES_NOT_EXIST", "Logged model with ID"],
  ["a source's alias with U+0000", "POST", "model-versions/create", { name: "Flights", source: "models:/a%00b@live" }, 400, "INVALID_PARAMETER_VALUE", "Invalid model version source"],
  ["an unknown logged model", "POST", "model-versions/create", { name: "Flights", source: `models:/m-${"a".repeat(32)}`, model_id: `m-${"a".repeat(32)}` }, 404, "RESOURCE_DOES_NOT_EXIST", "Logged model with ID"],
  ["somebody else's folder", "POST", "model-versions/create", { name: "Flights", source: "mlflow-artifacts:/0/r/artifacts", run_id: "r" }, 400, "INVALID_PARAMETER_VALUE", "The run_id request parameter must identify the resource that contains the source."],
  ["a copy of nothing", "POST", "model-versions/create", { name: "Flights", source: "models:/Flights/99" }, 404, "RESOURCE_DOES_NOT_EXIST", "Model Version (name=Flights, version=99) not found"],
  ["archiving into None", "POST", "model-versions/transition-stage", { name: "Flights", version: "1", stage: "None", archive_existing_versions: true }, 400, "INVALID_PARAMETER_VALUE", "cannot archive"],
  ["a call there is not", "GET", "registered-models/bogus", {}, 404, "ENDPOINT_NOT_FOUND", "no such call"],
  ["a wrong method", "POST", "registered-models/search", {}, 405, "METHOD_NOT_ALLOWED", "GET"],
];
test.each(cases)("refused: %s", async (...row) => {
  const [, method, path, values, status, code, part] = row;
  const answer = await wire.call(method, path, values);
  expect([answer.status, answer.body["error_code"]]).toEqual([status, code]);
  expect(answer.body["message"]).toContain(part);
  expect(answer.body["sqlstate"]).toBe("KAM00");
  expect(answer.body["error_class"]).toBe(code === "RESOURCE_DOES_NOT_EXIST" ? "RESOURCE_NOT_FOUND" : code);
});

describe("bodies", () => {
  const url = "/api/2.0/mlflow/registered-models/create";
  const json = { "content-type": "application/json" };
  test.each<[string, RequestInit, number, string]>([
    ["malformed JSON counts as empty", { body: "{", headers: json }, 400, missing("name")],
    ["a list", { body: "[]", headers: json }, 400, "has to be a JSON object"],
    ["a number", { body: "5", headers: json }, 400, missing("name")],
    ["JSON inside a JSON string", { body: JSON.stringify(JSON.stringify({ name: "Twice", bogus: 1 })), headers: json }, 200, ""],
    ["no content type", { body: new Blob([JSON.stringify({ name: "x" })]) }, 400, "Bad Request. Content-Type header is missing."],
    ["nothing", {}, 400, missing("name")],
  ])("%s", async (...row) => {
    const [, init, status, part] = row;
    const answer = await wire.raw(url, { method: "POST", ...init });
    expect(answer.status).toBe(status);
    if (part) expect(answer.body["message"]).toContain(part);
  });
  test("query arguments of a DELETE are ignored", async () => {
    const answer = await wire.raw("/api/2.0/mlflow/registered-models/delete?name=Flights", { method: "DELETE" });
    expect(answer.body["message"]).toBe(missing("name"));
  });
});

test("without a token: 401 with a challenge; Basic takes the token as its password; both prefixes answer", async () => {
  const url = "registered-models/get?name=Flights";
  const refused = await wire.raw(`/api/2.0/mlflow/${url}`, { headers: { authorization: "Bearer sbx_wrong" } });
  expect([refused.status, refused.body["error_code"], refused.headers.has("www-authenticate")]).toEqual([401, "UNAUTHENTICATED", true]);
  expect((await wire.raw(`/ajax-api/2.0/mlflow/${url}`, { headers: { authorization: `Basic ${btoa(`anyone:${wire.token}`)}` } })).status).toBe(200);
  expect((await wire.raw("/health")).text).toBe("OK");
  expect((await wire.raw("/version")).text).toMatch(/^3\./);
  expect((await wire.call("GET", "/api/3.0/mlflow/server-info")).body["workspaces_enabled"]).toBe(false);
});

test("many registrations at once take a number each, and a deleted one is not given again", async () => {
  await wire.call("POST", "registered-models/create", { name: "Race" });
  const answers = await Promise.all(Array.from({ length: 24 }, () => wire.call("POST", "model-versions/create", { name: "Race", source: "s3://b/x" })));
  expect(answers.map((answer) => Number(at(answer.body, "model_version.version"))).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  await wire.call("DELETE", "model-versions/delete", { name: "Race", version: "24" });
  expect(at((await wire.call("POST", "model-versions/create", { name: "Race", source: "s3://b/x" })).body, "model_version.version")).toBe("25");
  const events = await deps.db.prisma.auditEvent.count({ where: { action: "version.created", subject: { startsWith: "Race/" } } });
  expect(events).toBe(25);
  expect(await deps.db.prisma.outboxEvent.count({ where: { type: "version.created", subject: { startsWith: "Race/" } } })).toBe(25);
});

test("versions in an order that somebody asked for: equals by name, also after a renaming, the newest version first", async () => {
  for (const name of ["Order B", "Order C"]) {
    await wire.call("POST", "registered-models/create", { name });
    for (let count = 0; count < 2; count += 1) await wire.call("POST", "model-versions/create", { name, source: "s3://b/x", run_id: "" });
  }
  await wire.call("POST", "registered-models/rename", { name: "Order C", new_name: "Order A" });
  // Changed last, it would be the first by time.
  await wire.call("PATCH", "model-versions/update", { name: "Order B", version: "1", description: "changed" });
  const found = async (order: string) => {
    const answer = await wire.call("GET", "model-versions/search", { filter: "name LIKE 'Order %'", order_by: [order] });
    return (at(answer.body, "model_versions") as { name: string; version: string }[]).map((one) => `${one.name.at(-1)}${one.version}`);
  };
  expect(await found("version_number ASC")).toEqual(["A1", "B1", "A2", "B2"]);
  expect(await found("version_number DESC")).toEqual(["A2", "B2", "A1", "B1"]);
  expect(await found("name DESC")).toEqual(["B2", "B1", "A2", "A1"]);
  for (const name of ["Order A", "Order B"]) await wire.call("DELETE", "registered-models/delete", { name });
});

test("aliases move, follow their version's deletion, and `latest` is the highest", async () => {
  const alias = async (name: string) => at((await wire.call("GET", "registered-models/alias", { name: "Flights", alias: name })).body, "model_version.version");
  for (const version of ["1", "3"]) await wire.call("POST", "registered-models/alias", { name: "Flights", alias: "Best", version });
  expect([await alias("Best"), await alias("latest"), await alias("best")]).toEqual(["3", "3", undefined]);
  await wire.call("DELETE", "model-versions/delete", { name: "Flights", version: "3" });
  expect([await alias("Best"), await alias("latest")]).toEqual([undefined, "2"]);
  expect((await wire.call("DELETE", "registered-models/alias", { name: "Flights", alias: "Best" })).status).toBe(200);
});

test("a description left out is taken away", async () => {
  const update = async (values: Body) => at((await wire.call("PATCH", "model-versions/update", { name: "Flights", version: "1", ...values })).body, "model_version");
  expect(await update({ description: "said" })).toMatchObject({ description: "said" });
  expect(await update({})).not.toHaveProperty("description");
});

test("stages are labels: archiving moves the others, the newest of each is the latest", async () => {
  const move = (version: string, archive = false) => wire.call("POST", "model-versions/transition-stage", { name: "Race", version, stage: "production", archive_existing_versions: archive });
  await move("1");
  expect(at((await move("2", true)).body, "model_version.current_stage")).toBe("Production");
  const latest = await wire.call("POST", "registered-models/get-latest-versions", { name: "Race", stages: ["Production", "archived"] });
  expect((latest.body["model_versions"] as Body[]).map((one) => [one["version"], one["current_stage"]])).toEqual([["1", "Archived"], ["2", "Production"]]);
});

test("search: pages, order, tags, prompts", async () => {
  await wire.call("POST", "registered-models/create", { name: "Prompt", tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });
  const models = async (values: Body) => {
    const { body } = await wire.call("GET", "registered-models/search", values);
    return { names: ((body["registered_models"] ?? []) as Body[]).map((one) => one["name"]), token: body["next_page_token"] };
  };
  const first = await models({ max_results: 2 });
  expect(first.names).toEqual(["Empty", "Flights"]);
  expect((await models({ max_results: 50, page_token: first.token })).names).toEqual(["Race", "Twice"]);
  expect((await models({ max_results: 0 })).names).toEqual([]);
  expect((await models({ filter: "name ILIKE 'f%' AND tag.`mlflow.prompt.is_prompt` != 'true'" })).names).toEqual(["Flights"]);
  expect((await models({ filter: "name LIKE 'f%'" })).names).toEqual([]);
  expect((await models({ filter: "tags.a != '1'" })).names).toEqual(["Flights"]);
  expect((await models({ filter: "tag.`mlflow.prompt.is_prompt` = 'true'" })).names).toEqual(["Prompt"]);
  expect((await models({ filter: "name = 'a' name = 'b'" })).names).toEqual([]);
  expect((await models({ order_by: ["name DESC"], max_results: 1 })).names).toEqual(["Twice"]);
  const versions = await wire.call("GET", "model-versions/search", { filter: "name IN ('Flights') AND version_number < 3 AND tags.n LIKE '_'", order_by: ["version_number DESC"] });
  expect((versions.body["model_versions"] as Body[]).map((one) => one["version"])).toEqual(["2", "1"]);
});
