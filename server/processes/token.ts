/**
 * `npm run -s token -- EMAIL [--role scientist|approver|admin] [--name TEXT]`: prints one new API token for that person,
 * made if new, and nothing else on stdout.
 */
import { parseArgs } from "node:util";
import { ZodError } from "zod";
import { roles, type Role } from "../domains/identity/contract.ts";
import { issueToken } from "../domains/identity/index.ts";
import { SignalboxError } from "../shared/errors.ts";
import { openCommandDeps } from "./command.ts";

const usage = `Usage: npm run -s token -- EMAIL [--role ${roles.join("|")}] [--name TEXT]`;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function readArguments(): { email: string; role?: Role; name?: string } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { role: { type: "string" }, name: { type: "string" } } });
    const [email, ...rest] = positionals;
    if (email === undefined || rest.length > 0) fail(usage);
    const role = roles.find((known) => known === values.role);
    if (values.role !== undefined && role === undefined) fail(`--role takes ${roles.join(", ")}; it was ${values.role}.\n${usage}`);
    return { email, role, name: values.name };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

const asked = readArguments();
const deps = openCommandDeps();
try {
  process.stdout.write(`${await issueToken(deps, asked)}\n`);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ZodError) console.error(error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  else if (error instanceof SignalboxError) console.error(error.message);
  else console.error(`The database does not answer: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await deps.db.close();
}
