import { expect, test } from "vitest";
import { searchLines } from "./search-lines.ts";

const origin = "https://box.example.com";

test("what MLflow's grammar says is asked by the stock client", () => {
  const lines = searchLines({ origin, filter: "name ILIKE '%it''s%' AND tags.tier = '1'", sort: "name" });
  expect(lines.stock).toBe(true);
  expect(lines.python).toContain(`client.search_registered_models(filter_string="name ILIKE '%it''s%' AND tags.tier = '1'", order_by=["name ASC"])`);
  expect(lines.curl).toContain(String.raw`--data-urlencode 'filter=name ILIKE '\''%it'\'''\''s%'\'' AND tags.tier = '\''1'\'''`);
});

test.each<[string, { filter?: string; query?: string }]>([["a metric", { filter: "metrics.auc > 0.9" }], ["a tag as a number", { filter: "tags.tier = 1" }], ["OR", { filter: "name = 'a' OR name = 'b'" }], ["words", { query: "delay" }]])("%s goes by the extension field", (_case, asked) => {
  const lines = searchLines({ origin, ...asked, sort: "-created" });
  expect(lines.stock).toBe(false);
  expect(lines.python).toContain(`params={"signalbox_filter": ${JSON.stringify(asked.filter ?? "words = 'delay'")}}`);
  expect(lines.curl).not.toContain("order_by");
});

test("words and a filter stand together; the console's own call has both apart", () => {
  const lines = searchLines({ origin, query: "two words", filter: "is:serving OR is:waiting", sort: "owner" });
  expect(lines.curl).toContain(String.raw`signalbox_filter=words = '\''two words'\'' AND (is:serving OR is:waiting)`);
  expect(lines.own).toContain("--data-urlencode 'query=two words' \\\n  --data-urlencode 'filter=is:serving OR is:waiting' \\\n  --data-urlencode 'sort=owner'");
});

test("nothing asked is the whole list", () => expect(searchLines({ origin, sort: "-updated" }).python).toContain(`search_registered_models(order_by=["last_updated_timestamp DESC"])`));
