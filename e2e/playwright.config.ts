import { defineConfig } from "@playwright/test";
import { browserLaunch } from "./support/browser.ts";

process.env["SIGNALBOX_E2E_RUN"] ??= String(process.pid);

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  globalSetup: "./support/global-setup.ts",
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  outputDir: "../test-results",
  use: { browserName: "chromium", launchOptions: await browserLaunch(), trace: "retain-on-failure" },
});
