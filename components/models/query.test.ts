import { expect, test } from "vitest";
import { columnIds, modelColumnSet } from "./column-ids.ts";
import { isReadable, modelsAsk, modelsHref, modelsQuery, viewHref, viewQuery } from "./query.ts";

const from = (text: string) => { const query = new URLSearchParams(text); return (key: string) => query.get(key) ?? undefined; };

test.each([
  ["nothing asked: what changed last", "", "/models"],
  ["a search and a sort stay", "query=delay&sort=name", "/models?query=delay&sort=name"],
  ["a sort that is none is left out", "sort=-secret", "/models"],
  ["a filter, columns, a view and a cursor stay", "filter=is%3Aserving&columns=owner,tags.tier&view=3&cursor=abc", "/models?filter=is%3Aserving&columns=owner%2Ctags.tier&view=3&cursor=abc"],
  ["the usual columns need no word", "columns=state,newest,production,staging,rate,drift,owner,updated", "/models"],
])("%s", (_name, given, wanted) => expect(modelsHref(modelsQuery(from(given)))).toBe(wanted));

test.each([
  [undefined, undefined], ["", undefined], ["nonsense", undefined], ["updated,owner", ["owner", "updated"]], ["tags.a b,owner,owner,tags.", ["owner", "tags.a b"]], ["metrics.auc,metrics.,drift", ["drift", "metrics.auc"]],
])("columns %s", (given, expected) => expect(columnIds(modelColumnSet, given)).toEqual(expected));

test("a view keeps the list's state and not its page, and comes back as it was", () => {
  const query = modelsQuery(from("query=delay&filter=owner+%3D+%27A%27&sort=name&columns=owner&cursor=abc"));
  expect(viewQuery(query)).toBe("query=delay&filter=owner+%3D+%27A%27&sort=name&columns=owner");
  expect(viewHref({ id: 4, query: viewQuery(query) })).toBe("/models?query=delay&filter=owner+%3D+%27A%27&sort=name&columns=owner&view=4");
  expect(viewHref({ id: 4, query: "bogus=1&sort=x" })).toBe("/models?view=4");
});

test("metrics that are columns are asked for", () => {
  expect(modelsAsk(modelsQuery(from("columns=owner,metrics.roc_auc,tags.a,metrics.b"))).metrics).toEqual(["roc_auc", "b"]);
  expect(modelsAsk(modelsQuery(from("")))).not.toHaveProperty("metrics");
});

test("a filter that does not read is not asked for", () => {
  expect([isReadable({}), isReadable({ filter: "is:serving" }), isReadable({ filter: "owner =" })]).toEqual([true, true, false]);
});
