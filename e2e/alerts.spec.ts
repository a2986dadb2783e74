/** An alert's life in a browser: a version drifts, its alert fires by itself, somebody takes it, mutes it and writes on it. */
import { call, registerVersion, type Api } from "#prisma/seed/register.ts";
import { expect, running, shown, signIn, test, tokenFor } from "./support/fixtures.ts";

const model = `alert-rain-${Date.now()}`;
const seed = { name: model, description: "Registered by a test.", owner: "Tests", versions: [{ dir: "small/seattle-rain/v1", description: "first" }] };
/** Rain such as the baseline hardly has, all day. */
const row = { precipitation_mm: 60, temp_max_c: 40, temp_min_c: 30, wind_ms: 20, month: 5, weather: "rain" };

async function infer(rows: number): Promise<void> {
  const inputs = Object.entries(row).map(([name, value]) => ({ name, datatype: typeof value === "string" ? "BYTES" : "FP32", shape: [rows, 1], data: Array.from({ length: rows }, () => value) }));
  await fetch(`${running().servingUrl}/v2/models/${model}/infer`, { method: "POST", body: JSON.stringify({ inputs }) });
}

test("a drift fires, and is acknowledged, noted and muted", async ({ browser }) => {
  test.setTimeout(180_000);
  const { url, servingUrl } = running();
  const scientist: Api = { url, token: await tokenFor("alert-scientist@example.com", "scientist") };
  const approver: Api = { url, token: await tokenFor("alert-approver@example.com", "approver") };
  await registerVersion(scientist, { model: seed, index: 0, now: Date.now });
  await expect.poll(async () => (await call<{ baseline: { state: string } }>(scientist, `/api/v1/models/${model}/versions/1`)).baseline.state).toBe("ready");
  const release = await call<{ id: string; evidenceDigest: string }>(scientist, "/api/v1/releases", { body: { model, version: 1, environment: "production" } });
  await call(approver, `/api/v1/releases/${release.id}/decision`, { body: { decision: "approve", evidenceDigest: release.evidenceDigest } });
  await expect.poll(async () => (await fetch(`${servingUrl}/v2/models/${model}/ready`)).status).toBe(200);
  await expect.poll(async () => (await call<{ items: unknown[] }>(scientist, `/api/v1/monitors?model=${model}`)).items.length).toBeGreaterThan(3);

  for (let sent = 0; sent < 10; sent++) await infer(100);
  const firing = async () => (await call<{ items: { subject: string; statistic: string }[] }>(scientist, `/api/v1/alerts?model=${model}&state=firing`)).items.map((alert) => `${alert.statistic} ${alert.subject}`);
  await expect.poll(firing, { timeout: 60_000 }).toContain("drift precipitation_mm");

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await signIn(context, "data scientist");
  const page = await context.newPage();
  await page.goto(`${url}/alerts?model=${model}`);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Alerts \d+ fires?$/ })).toBeVisible();
  await page.getByRole("link", { name: "Drift of precipitation_mm" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Drift of precipitation_mm");
  await expect(shown(page, /^It fires: PSI/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "When it fired" })).toBeVisible();
  await page.getByRole("button", { name: /^Acknowledge/ }).click();
  await expect(shown(page, "Dana Scientist has it.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Acknowledge/ })).toBeDisabled();
  await page.getByRole("textbox", { name: "Note" }).fill("A test rains.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(shown(page, "A test rains.").first()).toBeVisible();
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await expect(page.getByRole("button", { name: "End the mute" })).toBeVisible();
  await expect(shown(page, "Dana Scientist muted it")).toBeVisible();

  await page.goto(`${url}/models/${model}/monitoring`);
  await page.getByRole("button", { name: "Add a monitor" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "What" }).selectOption("p95Ms");
  await dialog.getByRole("button", { name: "Add the monitor" }).click();
  await expect(page.getByRole("region", { name: "Monitors" }).getByText("p95 latency")).toBeVisible();
  await page.getByRole("button", { name: "Remove p95 latency" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the monitor" }).click();
  await expect(page.getByRole("button", { name: "Remove p95 latency" })).toHaveCount(0);
  await context.close();
});
