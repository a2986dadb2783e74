/** The line, walked by two people in a real browser against real processes. */
import { call, registerVersion, type Api } from "#prisma/seed/register.ts";
import { expect, running, shown, signIn, test, tokenFor } from "./support/fixtures.ts";

const model = `line-rain-${Date.now()}`;
const seed = { name: model, description: "Will it rain tomorrow? Registered by a test.", owner: "Tests", versions: [{ dir: "small/seattle-rain/v1", description: "first" }, { dir: "small/seattle-rain/v1", description: "second" }] };
const row = { precipitation_mm: 1.5, temp_max_c: 12, temp_min_c: 6, wind_ms: 3, month: 5, weather: "rain" };

function inferBody(rows: number) {
  const types: Record<string, string> = { weather: "BYTES" };
  return { inputs: Object.entries(row).map(([name, value]) => ({ name, datatype: types[name] ?? "FP32", shape: [rows, 1], data: Array.from({ length: rows }, () => value) })) };
}

async function infer(rows: number): Promise<{ status: number; version: string }> {
  const answer = await fetch(`${running().servingUrl}/v2/models/${model}/infer`, { method: "POST", body: JSON.stringify(inferBody(rows)) });
  const body = (await answer.json()) as { model_version?: string };
  return { status: answer.status, version: body.model_version ?? "" };
}

test("from a registered version to a live chart in a wiki page", async ({ browser }) => {
  test.setTimeout(300_000);
  const { url, servingUrl } = running();
  const scientistApi: Api = { url, token: await tokenFor("line-scientist@example.com", "scientist") };
  const approverApi: Api = { url, token: await tokenFor("line-approver@example.com", "approver") };
  for (const index of [0, 1]) await registerVersion(scientistApi, { model: seed, index, now: Date.now });
  for (const version of [1, 2]) {
    await expect.poll(async () => (await call<{ baseline: { state: string } }>(scientistApi, `/api/v1/models/${model}/versions/${version}`)).baseline.state).toBe("ready");
  }
  const first = await call<{ id: string; evidenceDigest: string }>(scientistApi, "/api/v1/releases", { body: { model, version: 1, environment: "production" } });
  await call(approverApi, `/api/v1/releases/${first.id}/decision`, { body: { decision: "approve", evidenceDigest: first.evidenceDigest } });
  await expect.poll(async () => (await fetch(`${servingUrl}/v2/models/${model}/ready`)).status).toBe(200);

  const scientist = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await signIn(scientist, "data scientist");
  const asking = await scientist.newPage();
  await asking.goto(`${url}/models`);
  await asking.getByRole("combobox").first().fill(model);
  await expect(asking).toHaveURL(/query=line-rain/);
  await expect(shown(asking, "1 shown")).toBeVisible();
  await asking.getByRole("link", { name: model }).first().click();
  await expect(asking).toHaveURL(/\/models\/line-rain/);
  await asking.getByRole("link", { name: /^v2/ }).first().click();
  await asking.getByRole("button", { name: /^Request promotion/ }).click();
  const dialog = asking.getByRole("dialog");
  await dialog.getByRole("radio", { name: /production/i }).check();
  await dialog.getByRole("textbox").fill("Second try, same weather.");
  await dialog.getByRole("button", { name: /^Request promotion/ }).click();
  await expect(asking).toHaveURL(/\/releases\/\d+/);
  await expect(asking.getByRole("button", { name: /^Approve/ })).toBeDisabled();

  const approver = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await signIn(approver, "approver");
  const deciding = await approver.newPage();
  await deciding.goto(asking.url());
  await expect(shown(deciding, "Second try, same weather.").first()).toBeVisible();

  // Requests flow while the route switches: none fails, and the new version answers.
  let flowing = true;
  const seen: { status: number; version: string }[] = [];
  const flow = (async () => {
    while (flowing) seen.push(await infer(5));
  })();
  await expect.poll(() => seen.length).toBeGreaterThan(20);
  await deciding.getByRole("button", { name: /^Approve/ }).click();
  await expect(deciding.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  const decided = await call<{ state: string }>(scientistApi, `/api/v1/releases/${asking.url().split("/").at(-1)}`);
  expect(decided.state).toBe("live");
  await expect.poll(() => seen.some((answer) => answer.version === "2")).toBe(true);
  flowing = false;
  await flow;
  expect(seen.filter((answer) => answer.status !== 200)).toEqual([]);
  await expect(asking.getByRole("button", { name: /^Approve/ })).toHaveCount(0);

  // The chart gains a point without a reload.
  for (let sent = 0; sent < 3; sent++) await infer(100);
  const watching = await scientist.newPage();
  await watching.goto(`${url}/models/${model}/monitoring?range=10m`);
  const foot = shown(watching, /^[\d,]+ requests in/).first();
  const requests = async () => Number((/^[\d,]+/.exec((await foot.textContent()) ?? "")?.[0] ?? "0").replaceAll(",", ""));
  await expect.poll(requests).toBeGreaterThan(0);
  const before = await requests();
  await infer(100);
  await expect.poll(requests).toBeGreaterThan(before);
  await expect(shown(watching, /The newest rests on [\d,]+/)).toBeVisible();

  // Share, open without a cookie, revoke.
  await watching.getByRole("button", { name: /^Share/ }).first().click();
  const share = watching.getByRole("dialog");
  await share.getByRole("button", { name: /^Share/ }).click();
  const iframe = await share.locator("iframe").first().getAttribute("src");
  const embedUrl = new URL(iframe ?? "", url).href;
  const id = /\/embed\/([^/?]+)/.exec(embedUrl)?.[1] ?? "";
  const stranger = await browser.newContext();
  const wiki = await stranger.newPage();
  const opened = await wiki.goto(embedUrl);
  expect(opened?.status()).toBe(200);
  expect(await stranger.cookies()).toEqual([]);
  await expect(shown(wiki, model).first()).toBeVisible();
  await expect(wiki.locator("svg path").first()).toBeVisible();
  const adminApi: Api = { url, token: await tokenFor("line-admin@example.com", "admin") };
  await call(adminApi, `/api/v1/embeds/${id}`, { method: "DELETE" });
  await expect(shown(wiki, /revoked/i)).toBeVisible();
  expect((await stranger.request.get(embedUrl)).status()).toBe(410);
  await Promise.all([scientist.close(), approver.close(), stranger.close()]);
});
