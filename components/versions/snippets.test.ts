import { describe, expect, test } from "vitest";
import { exampleOf, snippet, snippetTasks, snippetTools, tensorsOf, type SnippetOf } from "./snippets.ts";

const column = (name: string, type: string) => ({ name, type, required: true, shape: null });
const of = (change: Partial<SnippetOf["version"]> = {}, example: SnippetOf["example"] = null): SnippetOf => ({
  origin: "http://box:3000", servingUrl: "http://box:8080", example,
  version: { model: "flight-delay", version: "3", source: `models:/m-${"0".repeat(32)}`, run: null, signature: { inputs: [column("distance", "double"), column("origin", "string")], outputs: [] }, environments: [], ...change },
});
const serving = { environments: [{ environment: "staging", state: "serving" as const, since: null, until: null, releaseId: "1" }] };

describe("lines", () => {
  test.each(snippetTasks.flatMap((task) => snippetTools.map((tool) => [task, tool] as const)))("%s in %s names this host and this version", (task, tool) => {
    const text = snippet(of(serving), task, tool);
    expect(text).toMatch(/http:\/\/box:(3000|8080)|"box:8080"/);
    expect(text).toContain("flight-delay");
  });
  test("a name with a quote stays one argument of the shell and one text of the filter", () => {
    expect(snippet(of({ model: "Ann's" }), "search", "curl")).toContain(String.raw`'filter=name = "Ann'\''s"'`);
    expect(snippet(of({ model: "Ann's" }), "load", "curl")).toContain(String.raw`'name=Ann'\''s'`);
  });
  test("a logged model is registered with its id", () => expect(snippet(of(), "register", "curl")).toContain(`"model_id":"m-${"0".repeat(32)}"`));
  test("the example's values are sent, not made-up ones", () => {
    expect(snippet(of(serving, { distance: 12, origin: "SEA" }), "infer", "curl")).toContain(`{"name":"origin","datatype":"BYTES","shape":[1,1],"data":["SEA"]}`);
    expect(snippet(of({}, { distance: 12, origin: "SEA" }), "infer", "python")).toContain(`"distance": np.array([12], dtype="float64"),`);
  });
  test("where nothing serves, curl says so instead of failing", () => expect(snippet(of(), "infer", "curl")).toMatch(/^# Nothing serves flight-delay v3 yet/));
  test("a single tensor without a name stands alone", () => {
    expect(snippet(of({ signature: { inputs: [{ name: "0", type: "float32", required: true, shape: [-1, 2] }], outputs: [] } }), "infer", "python")).toContain(`predict(np.array([1.5, 1.5], dtype="float32").reshape([1,2]))`);
  });
});

test.each([
  ["pandas' split form", `{"columns": ["a", "b"], "data": [[1, "x"], [2, "y"]]}`, { a: 1, b: "x" }],
  ["without columns", `{"data": [[1]]}`, null], ["a nested value", `{"columns": ["a"], "data": [[[1]]]}`, null], ["a bare list", "[[1, 2]]", null], ["no JSON", "x", null], ["fewer values than columns", `{"columns": ["a", "b"], "data": [[1]]}`, null],
])("an example: %s", (_case, text, example) => expect(exampleOf(text)).toEqual(example));
test("a tensor of many elements keeps its own made-up values", () => {
  expect(tensorsOf({ version: of({ signature: { inputs: [{ name: "x", type: "float32", required: true, shape: [-1, 2] }], outputs: [] } }).version, example: { x: 9 } })[0]?.data).toEqual([1.5, 1.5]);
});
