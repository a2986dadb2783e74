import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { call } from "#prisma/seed/register.ts";
import { expect, running, shown, signIn, test, tokenFor } from "./support/fixtures.ts";

const names = ["list-alpha", "list-beta", "list-gamma"];
let scientist: Awaited<ReturnType<BrowserContext["storageState"]>>;
let api: { url: string; token: string };

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  await signIn(context, "data scientist");
  scientist = await context.storageState();
  await context.close();
  api = { url: running().url, token: await tokenFor("list@example.com", "scientist") };
  for (const name of names) await call(api, "/api/2.0/mlflow/registered-models/create", { body: { name, description: `Spec of the list, ${name}`, tags: [{ key: "signalbox.owner", value: name === "list-gamma" ? "Others" : "Listers" }] } }).catch((error: unknown) => { if (!String(error).includes("RESOURCE_ALREADY_EXISTS")) throw error; });
});

test.beforeEach(async ({ page }) => {
  await page.context().addCookies(scientist.cookies);
});

const listed = (page: Page) => page.getByRole("table", { name: "Models" }).locator("tbody td[data-slot=lead] .font-medium");
const box = (page: Page) => page.getByRole("combobox");
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);

test("words are searched as they are typed, in names, owners and descriptions", async ({ page }) => {
  await page.goto(`${api.url}/models?sort=name`);
  await box(page).fill("list-al");
  await expect(listed(page)).toHaveText(["list-alpha"]);
  await box(page).fill("listers spec");
  await expect(listed(page)).toHaveText(["list-alpha", "list-beta"]);
  await expect(page).toHaveURL(/query=listers/);
  await box(page).fill("nothing has these words");
  await expect(shown(page, "No model fits", { exact: true })).toBeVisible();
});

test("a token is typed, changed and removed by keyboard, and the same filter is text", async ({ page }) => {
  await page.goto(`${api.url}/models?sort=name&view=all`);
  await box(page).pressSequentially("owner:Lis");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const token = page.getByRole("button", { name: "Owner is Listers", exact: true });
  await expect(token).toBeVisible();
  await expect(listed(page)).toHaveText(["list-alpha", "list-beta"]);

  await box(page).focus();
  await page.keyboard.press("Backspace");
  await expect(token).toBeFocused();
  await page.keyboard.press("Enter");
  const form = page.getByRole("form", { name: "Change this filter" });
  await form.getByLabel("How").selectOption("is not");
  await form.getByLabel("Value").press("Enter");
  await expect(page.getByRole("button", { name: "Owner is not Listers", exact: true })).toBeFocused();
  await expect(listed(page).first()).not.toHaveText("list-alpha");
  await expect(page).toHaveURL(/filter=NOT/);

  await page.getByRole("button", { name: "Edit as text" }).click();
  const text = page.getByRole("textbox", { name: "Filter models, as text" });
  await expect(text).toHaveValue("NOT owner = 'Listers'");
  await text.fill("owner = Others");
  await expect(shown(page, "Character 9: Put the text in quotes: 'Others'.")).toBeVisible();
  await text.fill("owner = 'Others' OR name ILIKE '%-beta'");
  await page.keyboard.press("Enter");
  await expect(listed(page)).toHaveText(["list-beta", "list-gamma"]);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Show as tokens" }).click();
  const group = page.getByRole("button", { name: "owner = 'Others' OR name ILIKE '%-beta'", exact: true });
  await group.focus();
  await page.keyboard.press("Delete");
  await expect(group).toHaveCount(0);
  await expect(page).not.toHaveURL(/filter=/);
});

test("a filter in the address that does not read is shown with its place", async ({ page }) => {
  await page.goto(`${api.url}/models?filter=${encodeURIComponent("metrics.auc > high")}`);
  await expect(shown(page, "The filter cannot be read", { exact: true })).toBeVisible();
  await expect(shown(page, "Character 15: metrics is compared with a number, such as 0.9, not high.")).toBeVisible();
});

test("columns are chosen, stay in the address and are remembered", async ({ page }) => {
  await page.goto(`${api.url}/models?view=all`);
  await page.getByRole("button", { name: "Columns" }).click();
  const dialog = page.getByRole("dialog", { name: "Columns" });
  await dialog.getByLabel("Number of versions").check();
  await dialog.getByLabel("Staging").uncheck();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("columnheader", { name: "Versions" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Staging" })).toHaveCount(0);
  await expect(page).toHaveURL(/columns=/);
  await page.goto(`${api.url}/models?view=all`);
  await expect(page.getByRole("columnheader", { name: "Versions" })).toBeVisible();
});

test("a view is saved, opens first, and goes", async ({ page }) => {
  const name = `Listers ${Date.now()}`;
  await page.goto(`${api.url}/models?filter=${encodeURIComponent("owner = 'Listers'")}&sort=name`);
  await page.getByRole("button", { name: "Saved views" }).click();
  const dialog = page.getByRole("dialog", { name: "Saved views" });
  await dialog.getByLabel("Save what is shown now as").fill(name);
  await page.keyboard.press("Enter");
  const row = dialog.getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: "Open first" }).click();
  await expect(shown(row, "opens first")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${api.url}/models`);
  await expect(listed(page)).toHaveText(["list-alpha", "list-beta"]);
  await expect(page.getByRole("button", { name: "Owner is Listers", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Saved views" }).click();
  await row.getByRole("button", { name: "Delete" }).click();
  await row.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(row).toHaveCount(0);
});

test("many models are tagged: a range by keyboard, then all that fit", async ({ page }) => {
  await page.goto(`${api.url}/models?query=list-&sort=name`);
  await page.getByRole("checkbox", { name: "Select list-alpha" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(shown(page, "2 models selected")).toBeVisible();
  await page.getByRole("button", { name: "Tag 2 models" }).click();
  const dialog = page.getByRole("dialog", { name: "Tag models" });
  await dialog.getByLabel("Tag", { exact: true }).fill("list-spec");
  await dialog.getByLabel("Value").fill("yes");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("list-spec=yes is set on 2 models.");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.goto(`${api.url}/models?filter=${encodeURIComponent("tags.list-spec = 'yes'")}&sort=name`);
  await expect(listed(page)).toHaveText(["list-alpha", "list-beta"]);
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await dialog.getByRole("button", { name: "Remove a tag" }).click();
  await dialog.getByLabel("Tag", { exact: true }).fill("list-spec");
  await dialog.getByRole("button", { name: "Remove it on 2 models" }).click();
  await expect(dialog.getByRole("status")).toHaveText("list-spec is gone on 2 models.");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(shown(page, "No model fits", { exact: true })).toBeVisible();
});
