/** The database is stopped under load, serving and the database are killed: what was answered is counted, once, or shown as lost. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Instance } from "../support/instance.ts";
import { check, counted, freshWindow, killServing, model, pidsOf, rowsInGaps, tensors, until, type OwnDatabase, type World } from "./world.ts";

const body = JSON.stringify({ inputs: tensors });

/** One request after the other until told to stop: how many were answered, how many failed, the longest silence. */
function load(instance: Instance) {
  const tally = { answered: 0, failed: 0, longestSilenceMs: 0 };
  let going = true;
  const done = (async () => {
    let lastMs = Date.now();
    while (going) {
      try {
        const answer = await fetch(`${instance.servingUrl}/v2/models/${model}/infer`, { method: "POST", body, signal: AbortSignal.timeout(5000) });
        await answer.arrayBuffer();
        if (answer.ok) {
          tally.answered++;
          tally.longestSilenceMs = Math.max(tally.longestSilenceMs, Date.now() - lastMs);
          lastMs = Date.now();
        } else tally.failed++;
      } catch {
        tally.failed++;
        await sleep(20);
      }
    }
  })();
  return { tally, stop: async () => { going = false; await done; return tally; } };
}

export async function databaseStopped({ instance, api }: World, database: OwnDatabase): Promise<void> {
  const startedMs = await freshWindow();
  const under = load(instance);
  await sleep(2000);
  await database.stop();
  await sleep(20_000);
  const meanwhile = under.tally.answered;
  await database.start();
  await sleep(3000);
  const tally = await under.stop();
  check("serving answers without the database", tally.failed === 0 && meanwhile > 0, `${tally.answered} answered, ${tally.failed} failed, longest silence ${tally.longestSilenceMs} ms`);
  const total = await until("the spool drains", async () => { const now = await counted(api, startedMs); return now >= tally.answered ? now : null; }, 60);
  check("nothing is lost or counted twice", total === tally.answered, `${total} counted of ${tally.answered}`);
  await sleep(3000);
  check("and it stays so", (await counted(api, startedMs)) === tally.answered, "counted again after three seconds");
}

export async function servingKilled({ instance, api }: World): Promise<void> {
  const startedMs = await freshWindow();
  const under = load(instance);
  await sleep(4300);
  killServing(instance);
  await sleep(7000);
  const tally = await under.stop();
  check("serving answers again within five seconds of kill -9", tally.longestSilenceMs < 5000, `silent for ${tally.longestSilenceMs} ms`);
  // The running total is written ten times a second: what came after its last writing, nobody knows.
  const unknownAtMost = (tally.answered / 11.3) * 0.25;
  let last = { lost: 0, gap: 0 };
  const settled = await until("counts and gap add up", async () => {
    last = { lost: tally.answered - (await counted(api, startedMs)), gap: await rowsInGaps(api) };
    return last.gap > 0 && last.lost >= last.gap && last.lost - last.gap <= unknownAtMost;
  }, 20);
  check("what was lost is shown as a gap, and is at most the last second's", settled === true && last.lost < tally.answered / 5, `${last.lost} of ${tally.answered} not counted, ${last.gap} of them in the gap`);
}

/** Whoever folds counters into windows, and whoever shows them, is killed again and again while rows come. */
export async function othersKilled({ instance, api }: World): Promise<void> {
  const startedMs = await freshWindow();
  const under = load(instance);
  const killed = { worker: 0, web: 0 };
  for (let round = 0; round < 6; round++) {
    await sleep(2000);
    for (const [name, script] of [["worker", "worker/main.ts"], ["web", "processes/web.ts"]] as const) {
      for (const pid of pidsOf(instance.dataFolder, script)) {
        process.kill(pid, "SIGKILL");
        killed[name]++;
      }
    }
  }
  const tally = await under.stop();
  const total = await until("the counters are folded", async () => { const now = await counted(api, startedMs); return now >= tally.answered ? now : null; }, 90);
  await sleep(3000);
  check("killing the worker and the console loses and doubles nothing", killed.worker > 0 && killed.web > 0 && tally.failed === 0 && total === tally.answered && (await counted(api, startedMs)) === tally.answered,
    `${killed.worker} and ${killed.web} killed; ${total} counted of ${tally.answered}, ${tally.failed} failed`);
}

export async function databaseKilled({ instance }: World): Promise<void> {
  const pid = Number(readFileSync(join(instance.dataFolder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(pid, "SIGKILL");
  const startedMs = Date.now();
  await until("the console notices", async () => !(await fetch(`${instance.url}/readyz`)).ok, 5);
  const back = await until("the console is back", async () => (await fetch(`${instance.url}/readyz`)).ok, 60);
  check("the console is back within a minute of the database's kill -9", back !== null, `${Date.now() - startedMs} ms`);
}
