/**
 * `npm run -s import-mlflow -- URL [--as EMAIL] [--token T | --user U --password P] [--parallel N]`: copies another MLflow
 * server's experiments, runs, logged models, files and registry into this installation. It goes on where it stopped, and
 * copies only what is new or has changed since.
 */
import { parseArgs } from "node:util";
import { actorForCommand } from "../domains/identity/index.ts";
import { environments } from "../domains/releases/contract.ts";
import { SignalboxError } from "../shared/errors.ts";
import { openCommandDeps } from "./command.ts";
import { copyExperiments } from "./import-mlflow/copy-experiments.ts";
import { copyRegistry } from "./import-mlflow/copy-registry.ts";
import type { Job } from "./import-mlflow/job.ts";
import { authorizationOf, sourceKey } from "./import-mlflow/plan.ts";
import { openReport } from "./import-mlflow/report.ts";
import { openSource, SourceError } from "./import-mlflow/source.ts";

const usage = "Usage: npm run -s import-mlflow -- URL [--as EMAIL] [--token T | --user U --password P] [--parallel 1..16]";

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

type Asked = { key: string; as?: string; authorization: string | null; parallel: number };

function readArguments(): Asked {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { as: { type: "string" }, token: { type: "string" }, user: { type: "string" }, password: { type: "string" }, parallel: { type: "string" } } });
    const [url, ...rest] = positionals;
    const parallel = Number(values.parallel ?? 4);
    if (url === undefined || rest.length > 0 || !Number.isInteger(parallel) || parallel < 1 || parallel > 16) fail(usage);
    return { key: sourceKey(url), as: values.as, authorization: authorizationOf(values, process.env), parallel };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

const asked = readArguments();
const deps = openCommandDeps(asked.parallel + 1);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => { console.error("Stopping after what is under way."); stop.abort(); });
const report = openReport((line) => console.log(line));
try {
  const actor = await actorForCommand(deps, asked.as);
  const job: Job = { deps, actor, from: openSource(asked.key, asked.authorization, stop.signal), key: asked.key, report, signal: stop.signal, parallel: asked.parallel, unreadable: new Map() };
  const version = (await job.from.text("/version").catch(() => "")).trim();
  report.line(`From ${asked.key}${/^\d[\w.]*$/.test(version) ? `, MLflow ${version}` : ""}, in the name of ${actor.name}`);
  await copyExperiments(job);
  await copyRegistry(job, environments);
} catch (error) {
  process.exitCode = 1;
  if (stop.signal.aborted) console.error("Stopped. The same command goes on from here.");
  else if (error instanceof SourceError) console.error(`${asked.key}${error.status === 401 || error.status === 403 ? " refuses: give --token, or --user and --password" : " does not go on answering"}. ${error.message}\nThe same command goes on from here.`);
  else if (error instanceof SignalboxError) console.error(error.message);
  else console.error(`It broke off: ${error instanceof Error ? error.message : String(error)}\nThe same command goes on from here.`);
} finally {
  for (const line of report.summary()) console.log(line);
  await deps.db.close();
}
