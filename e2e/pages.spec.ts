import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext } from "@playwright/test";
import { call } from "#prisma/seed/register.ts";
import { expect, running, signIn, test, tokenFor } from "./support/fixtures.ts";

const pages: [name: string, path: string, heading: RegExp][] = [
  ["overview", "/", /Good|Overview/],
  ["models", "/models", /Models/],
  ["a model", "/models/flight-delay", /flight-delay/],
  ["a version", "/models/flight-delay/versions/3", /flight-delay/],
  ["monitoring", "/models/flight-delay/monitoring", /flight-delay/],
  ["releases", "/releases", /Releases/],
  ["a release", "/releases/1", /flight-delay/],
  ["features", "/features", /Features/],
  ["a feature", "/features/origin", /origin/],
  ["serving", "/serving", /Serving/],
  ["embeds", "/embeds", /Embeds/],
  ["audit", "/audit", /Audit/],
  ["settings", "/settings", /Settings/],
];

let approver: Awaited<ReturnType<BrowserContext["storageState"]>>;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  await signIn(context, "approver");
  approver = await context.storageState();
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
        const answer = await page.goto(`${running().url}${path}`);
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

test("every page keeps inside a 390 px screen", async ({ browser }) => {
  const context = await browser.newContext({ storageState: approver, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  for (const [name, path, heading] of pages) {
    await page.goto(`${running().url}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, name).toBe(0);
  }
  await context.close();
});

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
