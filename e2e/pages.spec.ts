import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext } from "@playwright/test";
import { call } from "#prisma/seed/register.ts";
import { demoSeeded, expect, running, signIn, test, tokenFor } from "./support/fixtures.ts";

/** Runs have random ids: the newest of the demo's is looked up once. */
const aRun = "the newest run";
const someRuns = "the newest runs side by side";
/** The newest of flight-delay's: which number the demo's gets hangs on what else asks for one meanwhile. */
const aRelease = "a release";
/** One is made for the walk. */
const aWebhook = "a webhook";
/** The one that the demo's monitors looked at last. */
const anAlert = "an alert";
const pages: [name: string, path: string, heading: RegExp][] = [
  ["overview", "/", /Good|Overview/],
  ["models", "/models", /Models/],
  ["models by a filter", "/models?filter=is%3Aserving+AND+%28owner+%3D+%27Arrivals%27+OR+tags.a+IS+NULL%29&columns=state,serves,requests,tags", /Models/],
  ["a model", "/models/flight-delay", /flight-delay/],
  ["a version", "/models/flight-delay/versions/3", /flight-delay/],
  ["a version's artifacts", "/models/flight-delay/versions/3/artifacts", /flight-delay/],
  ["an ONNX graph", "/models/flight-delay/versions/3/artifacts?path=model.onnx", /flight-delay/],
  ["a version's card", "/models/flight-delay/versions/3/card", /flight-delay/],
  ["a version's activity", "/models/flight-delay/versions/3/activity", /flight-delay/],
  ["a card being written", "/models/flight-delay/versions/3/card?mode=edit", /flight-delay/],
  ["a version's lineage", "/models/flight-delay/versions/3/lineage", /flight-delay/],
  ["a model's lineage", "/models/flight-delay/lineage?focus=version:flight-delay:2", /flight-delay/],
  ["a lineage as a table", "/models/flight-delay/lineage?view=table", /flight-delay/],
  ["a data set's lineage", "/lineage?focus=dataset:1", /US flights/],
  ["a feature's lineage", "/lineage?focus=feature:origin", /origin/],
  ["a comparison", "/compare?v=flight-delay:3&v=flight-delay:2&v=car-mileage:1&column=distance", /Compare/],
  ["a comparison of nothing", "/compare?v=none:1", /Compare/],
  ["monitoring", "/models/flight-delay/monitoring", /flight-delay/],
  ["releases", "/releases", /Releases/],
  ["a release", aRelease, /flight-delay/],
  ["features", "/features", /Features/],
  ["a feature", "/features/origin", /origin/],
  ["experiments", "/experiments", /Experiments/],
  ["an experiment", "/experiments/1", /.+/],
  ["a run", aRun, /.+/],
  ["runs side by side", someRuns, /Compare runs/],
  ["serving", "/serving", /Serving/],
  ["alerts", "/alerts?state=watched", /Alerts/],
  ["an alert", anAlert, /.+/],
  ["embeds", "/embeds", /Embeds/],
  ["what served when", "/serving/at", /What served when/],
  ["audit", "/audit", /Audit/],
  ["settings", "/settings", /Settings/],
  ["webhooks", "/settings/webhooks", /Webhooks/],
  ["a webhook", aWebhook, /page-walk/],
  ["the trash", "/settings/trash", /Trash/],
  ["storage", "/settings/storage", /Storage/],
];

const found = new Map<string, string>();
const addressOf = (path: string) => `${running().url}${found.get(path) ?? path}`;
let approver: Awaited<ReturnType<BrowserContext["storageState"]>>;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  await signIn(context, "approver");
  approver = await context.storageState();
  const admin = { url: running().url, token: await tokenFor("page-walk@example.com", "admin") };
  await demoSeeded();
  const runs = await context.request.get(`${running().url}/api/trpc/runs.list?input=${encodeURIComponent(JSON.stringify({ experimentId: 1, limit: 3 }))}`);
  const { result } = await runs.json() as { result: { data: { items: { runId: string }[] } } };
  found.set(aRun, `/experiments/1/runs/${result.data.items[0]?.runId ?? "none"}`);
  found.set(someRuns, `/experiments/1/compare?${result.data.items.map(({ runId }) => `run=${runId}`).join("&")}`);
  const made = await call<{ id: string }>(admin, "/api/v1/webhooks", { body: { name: "page-walk", url: "https://8.8.8.8/hook", events: [{ entity: "RELEASE", action: "APPROVED" }], status: "DISABLED" } });
  const { items: [alert] } = await call<{ items: { id: string }[] }>(admin, "/api/v1/alerts?limit=1");
  const { items: [release] } = await call<{ items: { id: string }[] }>(admin, "/api/v1/releases?model=flight-delay&limit=1");
  found.set(anAlert, `/alerts/${alert?.id ?? "none"}`);
  found.set(aRelease, `/releases/${release?.id ?? "none"}`);
  found.set(aWebhook, `/settings/webhooks/${made.id}`);
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`${colorScheme} pages`, () => {
    for (const [name, path, heading] of pages) {
      test(`${name} opens, has no console error, and passes axe`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, storageState: approver, viewport: { width: 1440, height: 900 } });
        const page = await context.newPage();
        const errors: string[] = [];
        page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
        page.on("pageerror", (error) => errors.push(error.message));
        const answer = await page.goto(addressOf(path));
        expect(answer?.status()).toBe(200);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
        expect(errors).toEqual([]);
        await context.close();
      });
    }
  });
}

for (const [name, path, heading] of pages) {
  test(`${name} keeps inside a 390 px screen`, async ({ browser }) => {
    const context = await browser.newContext({ storageState: approver, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(addressOf(path));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await context.close();
  });
}

test("console pages refuse framing, run no inline script, and carry no session without sign-in", async ({ browser, request }) => {
  const answer = await request.get(`${running().url}/sign-in`);
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain("unsafe-inline");
  expect(answer.headers()["x-frame-options"]).toBe("DENY");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${running().url}/models`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await context.close();
});

test("sign-in and embeds load no chart library", async ({ request }) => {
  const api = { url: running().url, token: await tokenFor("chunks@example.com", "scientist") };
  const embed = await call<{ iframeUrl: string }>(api, "/api/v1/embeds", { body: { panel: { kind: "drift", model: "flight-delay", environment: "production", range: "10m" } } });
  for (const page of [`${api.url}/sign-in`, embed.iframeUrl]) {
    const scripts = [...(await (await request.get(page)).text()).matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, path] of scripts) expect((await (await request.get(`${api.url}${path}`)).text()).includes("recharts"), `${page} loads ${path}`).toBe(false);
  }
});
