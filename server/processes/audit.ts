/** `npm run -s audit -- verify [--checkpoint FILE]`: walks the audit chain; exit 0 and the count, or 1 and the first broken row. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { auditCheckpoint, type AuditCheckpoint } from "../domains/audit/contract.ts";
import { verifyChain } from "../domains/audit/index.ts";
import { openCommandDeps } from "./command.ts";

const usage = "Usage: npm run -s audit -- verify [--checkpoint FILE]";

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function readCheckpoint(file: string): AuditCheckpoint {
  try {
    return auditCheckpoint.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    return fail(`${file} is not a checkpoint ({seq, hash}): ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readArguments(): { checkpoint?: AuditCheckpoint } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { checkpoint: { type: "string" } } });
    if (positionals.length !== 1 || positionals[0] !== "verify") fail(usage);
    return values.checkpoint === undefined ? {} : { checkpoint: readCheckpoint(values.checkpoint) };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

const { checkpoint } = readArguments();
const deps = openCommandDeps();
try {
  const verdict = await verifyChain(deps, checkpoint);
  if (verdict.broken === null) console.log(`${verdict.count} sealed events, the chain is whole${verdict.unsealed > 0 ? ` (${verdict.unsealed} not sealed yet)` : ""}`);
  else {
    process.exitCode = 1;
    console.log(`Broken at seq ${verdict.broken.seq}: ${verdict.broken.reason}. ${verdict.count} sealed events before it are whole.`);
  }
} catch (error) {
  process.exitCode = 1;
  console.error(`The database does not answer: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await deps.db.close();
}
