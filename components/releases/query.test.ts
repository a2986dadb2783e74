import { expect, test } from "vitest";
import { releasesHref, releasesQuery } from "./query.ts";

const from = (text: string) => { const query = new URLSearchParams(text); return (key: string) => query.get(key) ?? undefined; };

test.each([
  ["nothing asked", "", "/releases"],
  ["a state and a model", "state=open&model=a%2Fb", "/releases?state=open&model=a%2Fb"],
  ["a kind", "kind=alias&state=open", "/releases?state=open&kind=alias"],
  ["words that are no state and no environment", "state=soon&environment=moon", "/releases"],
])("%s", (_name, given, wanted) => expect(releasesHref(releasesQuery(from(given)))).toBe(wanted));
