import { expect, test } from "vitest";
import { experimentsHref, experimentsQuery, runsHref, runsQuery } from "./query.ts";

const get = (address: string) => (key: string) => new URL(address, "http://here").searchParams.get(key) ?? undefined;

test.each([
  ["/experiments", "/experiments"],
  ["/experiments?sort=name&query=churn&deleted=true", "/experiments?query=churn&sort=name&deleted=true"],
  ["/experiments?sort=bogus&deleted=1", "/experiments"],
])("the list at %s", (address, same) => expect(experimentsHref(experimentsQuery(get(address)))).toBe(same));

test.each([
  ["/experiments/7", "/experiments/7"],
  ["/experiments/7?sort=-metrics.auc&columns=metrics.auc,params.lr,bogus&status=FAILED", "/experiments/7?status=FAILED&sort=-metrics.auc&columns=metrics.auc%2Cparams.lr"],
  ["/experiments/7?columns=none&filter=metrics.auc%20%3E%200.5", "/experiments/7?filter=metrics.auc+%3E+0.5&columns=none"],
  ["/experiments/7?sort=bogus&status=DONE", "/experiments/7"],
])("runs at %s", (address, same) => expect(runsHref(runsQuery(7, get(address)))).toBe(same));
