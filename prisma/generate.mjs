// Generates the Prisma client. Generating needs no engine, but Prisma insists on one being named: any executable does.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
execFileSync(process.execPath, [`${root}/node_modules/prisma/build/index.js`, "generate", "--schema", "prisma/schema"], {
  cwd: root,
  stdio: process.argv.includes("--quiet") ? "ignore" : "inherit",
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
});
