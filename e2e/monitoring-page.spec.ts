import { readFileSync } from "node:fs";
import { demoSeeded, expect, signIn, shown, running, test } from "./support/fixtures.ts";

const monitoring = () => `${running().url}/models/flight-delay/monitoring`;

test("a stretch of time is brushed, typed, and left for the one before; all of it is the address", async ({ context }) => {
  await signIn(context, "approver");
  const page = await context.newPage();
  await page.goto(`${monitoring()}?range=10m`);
  const chart = page.getByRole("slider", { name: /^Traffic/ });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (box === null) throw new Error("the chart has a place");
  await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  const brushed = new URL(page.url()).searchParams;
  const seconds = (Date.parse(brushed.get("to") ?? "") - Date.parse(brushed.get("from") ?? "")) / 1000;
  expect(seconds).toBeGreaterThan(100);
  expect(seconds).toBeLessThan(400);
  await page.getByRole("button", { name: "The window before" }).click();
  await expect(page).not.toHaveURL(new RegExp(`from=${encodeURIComponent(brushed.get("from") ?? "")}`));
  await page.getByRole("button", { name: /^Time:/ }).click();
  await expect(page.getByLabel("From (UTC)")).toBeVisible();
});

test("another measure by another definition, and why there is none", async ({ context }) => {
  await signIn(context, "approver");
  const page = await context.newPage();
  await page.goto(`${monitoring()}?feature=distance`);
  await page.getByLabel("Measure").selectOption("ks");
  await expect(shown(page, /^Kolmogorov–Smirnov of the last/)).toBeVisible();
  await page.getByLabel("Definition").selectOption("evidently");
  await expect(shown(page, /Evidently takes it of a numeric column from all rows/).first()).toBeVisible();
});

test("a panel says how it is computed and gives its numbers and its picture", async ({ context }) => {
  await signIn(context, "approver");
  const page = await context.newPage();
  await page.goto(`${monitoring()}?range=10m`);
  await page.getByRole("button", { name: /^How Latency is computed/ }).click();
  await expect(shown(page, /32 buckets a doubling/)).toBeVisible();
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("dialog").getByRole("button", { name: "Save as CSV" }).click()]);
  expect(readFileSync(await csv.path(), "utf8")).toMatch(/^window_ends,p99,p95,p50,requests\r\n\d{4}-/);
  const [png] = await Promise.all([page.waitForEvent("download"), page.getByRole("dialog").getByRole("button", { name: "Save as PNG" }).click()]);
  expect(png.suggestedFilename()).toBe("latency.png");
  expect(readFileSync(await png.path()).subarray(1, 4).toString()).toBe("PNG");
});

test("a column's worst segment is one click away: table and distribution of its rows alone, all of it the address", async ({ context }) => {
  await demoSeeded();
  await signIn(context, "approver");
  const page = await context.newPage();
  await page.goto(`${monitoring()}?range=10m`);
  const segments = page.getByRole("table", { name: "Segments" });
  await expect(segments.getByRole("columnheader", { name: "PSI" })).toHaveAttribute("aria-sort", "descending");
  await segments.getByRole("link", { name: "Rows" }).click();
  await expect(page).toHaveURL(/by=-rows/);
  await expect(segments.getByRole("columnheader", { name: "Rows" })).toHaveAttribute("aria-sort", "descending");
  await segments.getByRole("button", { name: "origin: ORD" }).click();
  await expect(page).toHaveURL(/segment=origin:ORD/);
  await expect(page.getByRole("table", { name: "Inputs and score of origin: ORD, the most drifted first" })).toBeVisible();
  await expect(page.getByRole("heading", { name: / of origin: ORD$/ })).toBeVisible();
  await page.getByRole("button", { name: /^How Segments is computed/ }).click();
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("dialog").getByRole("button", { name: "Save as CSV" }).click()]);
  expect(readFileSync(await csv.path(), "utf8")).toMatch(/^input,value,rows,share,.*\r\n(origin|destination),/);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "All rows" }).click();
  await expect(page).not.toHaveURL(/segment=/);
  await page.getByRole("table", { name: "Inputs and score, the most drifted first" }).getByRole("button", { name: /^(origin|destination): / }).first().press("Enter");
  await expect(page).toHaveURL(/segment=(origin|destination):/);
  await page.goto(`${monitoring()}?segment=origin:nowhere`);
  await expect(shown(page, /has no segment origin:nowhere/)).toBeVisible();
});
