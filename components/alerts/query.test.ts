import { expect, test } from "vitest";
import { alertsHref, alertsQuery, listInput } from "./query.ts";

const read = (address: string) => {
  const search = new URL(address, "http://here").searchParams;
  return alertsQuery((key) => search.get(key) ?? undefined);
};

test("the address and the list say the same", () => {
  expect(read("/alerts")).toEqual({ shown: "open", model: undefined, severity: undefined, cursor: undefined });
  expect(alertsHref(read("/alerts?state=over&model=a%2Fb&severity=critical"))).toBe("/alerts?state=over&model=a%2Fb&severity=critical");
  expect(alertsHref(read("/alerts?state=nonsense&severity=loud"))).toBe("/alerts");
  expect(listInput(read("/alerts"))).toMatchObject({ state: ["firing", "pending", "muted"], limit: 50 });
  expect(listInput(read("/alerts?state=over"))).toMatchObject({ state: ["resolved"], fired: true });
  expect(listInput(read("/alerts?state=watched"))).not.toHaveProperty("state");
});
