import { expect, running, shown, signIn, test } from "./support/fixtures.ts";

test("a scientist sorts an experiment's runs, opens one and registers what it made under a new name", async ({ context, page }) => {
  await signIn(context, "data scientist");
  await page.goto(`${running().url}/experiments`);
  await page.getByRole("link", { name: "flight-delay" }).click();
  const table = page.getByRole("table", { name: "Runs of flight-delay" });
  await table.getByRole("link", { name: "ROC AUC" }).click();
  await expect(page).toHaveURL(/sort=-metrics\.roc_auc/);
  await expect(table.getByRole("columnheader", { name: "ROC AUC" })).toHaveAttribute("aria-sort", "descending");
  await table.getByRole("link", { name: "flight-delay v3" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("flight-delay v3");
  await page.getByRole("button", { name: "Register a version" }).click();
  const dialog = page.getByRole("dialog");
  await shown(dialog, "A new model").click();
  const name = `from-a-run-${Date.now()}`;
  await dialog.getByLabel("Model", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Make the model and register" }).click();
  await expect(page).toHaveURL(`${running().url}/models/${name}/versions/1`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await page.getByRole("link", { name: "flight-delay v3" }).click();
  await expect(page).toHaveURL(/\/experiments\/\d+\/runs\/[0-9a-f]{32}/);
});

test("a filter that cannot be read is shown where it is wrong, and nothing is searched", async ({ context, page }) => {
  await signIn(context, "data scientist");
  await page.goto(`${running().url}/experiments/1?filter=${encodeURIComponent("metrics.roc_auc >")}`);
  await expect(shown(page, "The filter was not understood")).toBeVisible();
  await page.goto(`${running().url}/experiments/1?filter=${encodeURIComponent("metrics.roc_auc > 0.99")}`);
  await expect(shown(page, "No run fits")).toBeVisible();
});

test("runs are ticked and stand side by side under an address that says all of it", async ({ context, page }) => {
  await signIn(context, "data scientist");
  await page.goto(`${running().url}/experiments`);
  await page.getByRole("link", { name: "flight-delay" }).click();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText("flight-delay");
  const table = page.getByRole("table", { name: "Runs of flight-delay" });
  await table.getByRole("checkbox", { name: "Compare flight-delay v2" }).check();
  await table.getByRole("checkbox", { name: "Compare flight-delay v3" }).check();
  await page.getByRole("link", { name: "Compare selected (2)" }).click();
  await expect(page).toHaveURL(/\/experiments\/\d+\/compare\?run=[0-9a-f]{32}&run=[0-9a-f]{32}$/);
  const compared = page.getByRole("region", { name: "Comparison" });
  await expect(compared.getByRole("row", { name: /^ROC AUC higher is better/ })).toContainText("better");
  await page.getByRole("link", { name: "Measure against flight-delay v3" }).click();
  await expect(compared.getByRole("row", { name: /^ROC AUC higher is better/ })).toContainText("worse");
  await page.getByLabel("Differences only").check();
  await expect(page).toHaveURL(/only=differences/);
  await page.reload();
  await expect(page.getByLabel("Differences only")).toBeChecked();
});
