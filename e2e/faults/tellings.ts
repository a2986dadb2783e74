/** Labels and events while the database is away and while serving is killed in the middle: what was acknowledged counts, once. */
import { setTimeout as sleep } from "node:timers/promises";
import { call } from "#prisma/seed/register.ts";
import { bearer, check, counted, eventLine, freshWindow, killServing, metric, model, post, ready, tensors, until, type Answer, type OwnDatabase, type World } from "./world.ts";

type Taken = { accepted: number; duplicate: number; rejected: unknown[] };
const takenOf = ({ json }: Answer) => json as unknown as Taken;
const predictions = 40;
const many = 20_000;

async function predict(world: World): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < predictions; at++) {
    const answer = await post(`${world.instance.servingUrl}/v2/models/${model}/infer`, JSON.stringify({ inputs: tensors }));
    ids.push((JSON.parse(answer.text) as { parameters: { prediction_id: string } }).parameters.prediction_id);
  }
  return ids;
}

/** Sends until it is acknowledged, as a client does that hears nothing. @returns what the last sending was answered, and how many there were */
async function sendUntilTaken(send: () => Promise<Answer>): Promise<{ taken: Taken; sendings: number }> {
  for (let sendings = 1; ; sendings++) {
    const answer = await send().catch(() => null);
    if (answer?.status === 200) return { taken: takenOf(answer), sendings };
    await sleep(100);
  }
}

async function labelled(world: World, sinceMs: number): Promise<number> {
  const query = `from=${new Date(sinceMs).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
  return (await call<{ whole: { labelled: number } }>(world.api, `/api/v1/monitoring/${model}/quality?${query}`)).whole.labelled;
}

export async function labelsAndEvents(world: World, database: OwnDatabase): Promise<void> {
  const { instance, scientist } = world;
  const startedMs = await freshWindow();
  const labels = (of: readonly string[]) => post(`${instance.servingUrl}/v1/labels`, of.map((id, at) => JSON.stringify({ prediction_id: id, label: at % 2 })).join("\n"), bearer(scientist));
  const events = (name: string, count: number) => post(`${instance.servingUrl}/v1/events`, Array.from({ length: count }, (_, at) => eventLine({ prediction_id: `${name}-${at}` })).join("\n"), bearer(scientist));
  const ids = await predict(world);
  const first = takenOf(await labels(ids.slice(0, 10)));
  await database.stop();
  const refused = await labels(ids);
  check("without the database labels are refused whole", first.accepted === 10 && refused.status === 503, `${refused.status} ${refused.text.slice(0, 90)}`);
  const away = takenOf(await events("away", 20));
  const again = takenOf(await events("away", 20));
  check("without the database events are taken, once", away.accepted === 20 && again.duplicate === 20 && again.accepted === 0, `${away.accepted} taken, then ${again.duplicate} known`);
  killServing(instance);
  await ready(instance);
  const after = takenOf(await events("away", 20));
  check("and are known after kill -9, still without it", after.duplicate === 20 && after.accepted === 0, `${after.duplicate} known, ${after.accepted} taken again`);
  const killedInTheMiddle = (async () => { await sleep(250); killServing(instance); })();
  const torn = await sendUntilTaken(() => events("torn", many));
  await killedInTheMiddle;
  await ready(instance);
  const known = takenOf(await events("torn", many));
  check("a batch whose sender was cut off is taken when it is sent again", torn.sendings > 1 && known.duplicate === many, `${torn.sendings} sendings; ${torn.taken.accepted} taken and ${torn.taken.duplicate} known at the last; then ${known.duplicate} known`);
  await database.start();
  const wanted = predictions + 20 + many;
  const total = await until("the spool drains", async () => { const now = await counted(world.api, startedMs); return now >= wanted ? now : null; }, 90);
  await sleep(3000);
  const settled = await counted(world.api, startedMs);
  check("every acknowledged event counts, once", total === wanted && settled === wanted, `${settled} counted of ${wanted}; ${await metric(instance, "signalbox_serving_spool_deltas")} wait`);
  const killing = (async () => { await sleep(20); killServing(instance); })();
  const told = await sendUntilTaken(() => labels(ids));
  await killing;
  await ready(instance);
  const repeated = takenOf(await labels(ids));
  const rows = await until("the labels", async () => { const now = await labelled(world, startedMs); return now >= predictions ? now : null; }, 20);
  check("labels count once, whoever was killed", repeated.duplicate === predictions && rows === predictions, `${told.sendings} sendings; ${repeated.duplicate} known at the end; ${rows} labelled of ${predictions}`);
}
