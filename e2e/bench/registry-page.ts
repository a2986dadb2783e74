/** The model list as a person meets it: the server's time for a page of it, and the first view in a browser that holds nothing. */
import { chromium } from "@playwright/test";
import { acceptInvite } from "../../server/domains/identity/index.ts";
import { readEnv } from "../../server/platform/env.ts";
import { openDeps } from "../../server/processes/deps.ts";
import { paths } from "../../server/shared/paths.ts";
import { browserLaunch } from "../support/browser.ts";
import type { Instance } from "../support/instance.ts";
import { get, measure, type Target } from "./registry-load.ts";

const person = { name: "A bench", email: "page@signalbox.local", password: "a password of a bench" };

/** Becomes the installation's first administrator by the link that its start printed, and signs in. */
async function sessionOf(instance: Instance): Promise<{ name: string; value: string }[]> {
  const token = /\/invite\/([\w-]{20,})/.exec(instance.output())?.[1];
  if (token === undefined) throw new Error("The start printed no administrator's link");
  const deps = openDeps(readEnv(instance.env), 1);
  await acceptInvite(deps, { ...person, token });
  await deps.db.close();
  const answer = await fetch(`${instance.url}${paths.auth()}/sign-in/email`, { method: "POST", headers: { "content-type": "application/json", origin: instance.url }, body: JSON.stringify({ email: person.email, password: person.password }) });
  if (!answer.ok) throw new Error(`Signing in was answered ${answer.status}`);
  return answer.headers.getSetCookie().map((cookie) => {
    const [pair = ""] = cookie.split(";");
    return { name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1) };
  });
}

/** Times of the list's data, one request after another, by what was asked. */
async function serverTimes(target: Target): Promise<Record<string, unknown>[]> {
  const questions: Record<string, string[]> = {
    "model list": ["sort=-updated", "sort=name", "sort=owner", "sort=created"], "model list, words": ["query=fraud-01", "query=team-7", "query=vision%20what", "query=predicts"], "model list, tag": ["tag=team%3Dteam-7", "tag=tier"],
  };
  const rows: Record<string, unknown>[] = [];
  for (const [what, queries] of Object.entries(questions)) {
    let turn = 0;
    const measured = await measure(target, () => get(target, `/api/v1/models?limit=50&${queries[turn++ % queries.length] ?? ""}`), { connections: 1, ms: 2000 });
    rows.push({ what, p50Ms: Number(measured.p50Ms.toFixed(1)), p95Ms: Number(measured.p95Ms.toFixed(1)), goalMs: 50, failed: measured.failed });
  }
  return rows;
}

export async function benchPage(instance: Instance, target: Target): Promise<Record<string, unknown>[]> {
  const times = await serverTimes(target);
  const cookies = await sessionOf(instance);
  const browser = await chromium.launch(await browserLaunch());
  try {
    const views: { ms: number; scriptBytes: number }[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: instance.url })));
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      const scripts = new Set<string>();
      let scriptBytes = 0;
      session.on("Network.responseReceived", (event) => { if (event.type === "Script") scripts.add(event.requestId); });
      session.on("Network.loadingFinished", (event) => { if (scripts.has(event.requestId)) scriptBytes += event.encodedDataLength; });
      const startedMs = performance.now();
      await page.goto(instance.url + paths.models());
      await page.locator(`main a[href^="${paths.models()}/"]`).first().waitFor();
      const ms = performance.now() - startedMs;
      await page.waitForLoadState("networkidle");
      views.push({ ms, scriptBytes });
      await context.close();
    }
    const [, , middle] = views.toSorted((a, b) => a.ms - b.ms);
    const kilobytes = Math.round(Math.max(...views.map((view) => view.scriptBytes)) / 1024);
    return [...times, { what: "first view in a cold browser", p50Ms: Math.round(middle?.ms ?? 0), goalMs: 1000, scriptKB: kilobytes, goalKB: 200 }];
  } finally {
    await browser.close();
  }
}
