import { expect, test } from "vitest";
import { modelsHref, modelsQuery } from "./query.ts";

const from = (text: string) => { const query = new URLSearchParams(text); return (key: string) => query.get(key) ?? undefined; };

test.each([
  ["nothing asked: what changed last", "", "/models"],
  ["a search and a sort stay", "query=delay&sort=name", "/models?query=delay&sort=name"],
  ["a sort that is none is left out", "sort=-secret", "/models"],
  ["a tag and a cursor stay", "tag=tier%3D1&cursor=abc", "/models?tag=tier%3D1&cursor=abc"],
])("%s", (_name, given, wanted) => expect(modelsHref(modelsQuery(from(given)))).toBe(wanted));
