import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { type BrowserContext, expect, type Locator, type Page, test as base } from "@playwright/test";
import { instanceFile } from "./instance.ts";

export type Running = { url: string; servingUrl: string; env: Record<string, string> };

/** The instance that global setup started. */
export const running = (): Running => JSON.parse(readFileSync(instanceFile, "utf8")) as Running;

export type DemoRole = "data scientist" | "approver" | "administrator";

/** Signs the context in with one click, as a visitor would. */
export async function signIn(context: BrowserContext, role: DemoRole): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${running().url}/sign-in`);
  await page.getByRole("button", { name: `Continue as ${role}` }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.close();
}

/** The text as a person sees it: what a streamed page holds back until its turn comes is in the document, unseen, and is not meant. */
export const shown = (page: Page | Locator, text: string | RegExp, options?: { exact?: boolean }): Locator => page.getByText(text, options).filter({ visible: true });

/** A token of a person of that role, made by the command of the contract. */
export async function tokenFor(email: string, role: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["server/processes/token.ts", email, "--role", role], { env: { ...process.env, DATABASE_URL: "", ...running().env } });
  return stdout.trim();
}

/** Waits until the demo's history is in; what stands on its pages before is a part of it. A slow machine needs minutes. */
export async function demoSeeded(): Promise<void> {
  const headers = { authorization: `Bearer ${await tokenFor("page-walk@example.com", "admin")}` };
  base.setTimeout(base.info().timeout + 480_000);
  await expect.poll(async () => (await (await fetch(`${running().url}/api/v1/demo`, { headers })).json() as { state: string }).state, { message: "the demo is seeded", timeout: 480_000, intervals: [1000] }).toBe("running");
}

export const test = base;
export { expect };
