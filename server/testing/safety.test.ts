/** The checks that hold the house up (ARCHITECTURE): what no reviewer should have to remember. */
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { apiRoutes } from "../adapters/http/api/routes.ts";
import { mlflowRoutes } from "../adapters/http/mlflow/routes.ts";
import { appRouter } from "../adapters/trpc/router.ts";
import { rights } from "../domains/identity/contract.ts";
import { importsOf, resolveSpecifier } from "./walls.ts";

const text = (path: string) => readFileSync(path, "utf8");

test("every tRPC procedure declares its right", () => {
  const undeclared = Object.entries(appRouter._def.procedures).filter(([, procedure]) => {
    const { meta } = (procedure as unknown as { _def: { meta?: { right?: string } } })._def;
    return meta?.right !== "public" && !(rights as readonly (string | undefined)[]).includes(meta?.right);
  });
  expect(undeclared.map(([name]) => name)).toEqual([]);
});

test("every route of the control API and of the MLflow dialect declares its right", () => {
  const known: readonly string[] = [...rights, "public"];
  expect(apiRoutes.length).toBeGreaterThan(15);
  expect(mlflowRoutes.length).toBeGreaterThan(40);
  for (const route of [...apiRoutes, ...mlflowRoutes]) expect(known, `${route.method} ${route.path}`).toContain(route.right);
});

/** Transactions that are no act of a person on the registry, a release, a right or an embed (issue: runs are not audited). */
const unaudited = [
  /domains\/audit\//, /domains\/monitoring\/(?!profile-baseline)/, /domains\/registry\/.*(run|experiment|logged|artifact|metric|param|batch|outputs|inputs)/, /domains\/serving\//, /domains\/identity\/(demo-people|seed|actor|idempotency)/,
];

test("every mutating use-case writes an audit event", () => {
  const silent = globSync("server/domains/*/*.ts").filter((path) => {
    if (path.endsWith(".test.ts") || /\/store[^/]*\.ts$/.test(path) || unaudited.some((pattern) => pattern.test(path))) return false;
    const source = text(path);
    return /\.db\.tx\(/.test(source) && !/\b(record|recordAudit|audit|setAliasIn|deleteAliasIn)[A-Za-z]*\(/.test(source);
  });
  expect(silent).toEqual([]);
});

test("the launcher starts before anything is generated", () => {
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (file.includes("prisma/generated")) throw new Error("the launcher reaches the generated client");
    for (const imported of importsOf(file, text(file))) {
      const to = imported.typeOnly ? null : resolveSpecifier(imported);
      if (to !== null) walk(to);
    }
  };
  walk("server/processes/launch/main.ts");
  expect(seen.size).toBeGreaterThan(4);
});

test("the migrations give the schema", async () => {
  const admin = inject("postgresUrl");
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query("CREATE DATABASE migration_check");
  const output = execFileSync(process.execPath, ["prisma/migrate.ts", "check"], { env: { ...process.env, DATABASE_URL: admin.replace(/\/postgres$/, "/migration_check") }, encoding: "utf8" });
  await client.query("DROP DATABASE migration_check WITH (FORCE)");
  await client.end();
  expect(output).toContain("already gives the schema");
});

test("the lock names every optional package of every platform, or `npm ci` refuses it", () => {
  const { packages } = JSON.parse(text("package-lock.json")) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
  const known = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
  const missing = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})).filter((name) => !known.has(name));
  expect(missing).toEqual([]);
});

test("versions stay above their security floors", () => {
  const { dependencies } = JSON.parse(text("package.json")) as { dependencies: Record<string, string> };
  const floors = { next: "16.4.2", react: "19.2.1", "react-dom": "19.2.1", "better-auth": "1.7.16" };
  const number = (version: string) => version.split(".").map(Number).reduce((sum, part) => sum * 1000 + part, 0);
  for (const [name, floor] of Object.entries(floors)) expect(number(dependencies[name] ?? "0.0.0"), name).toBeGreaterThanOrEqual(number(floor));
});

test("nothing waits by the clock in a test, and none is skipped", () => {
  const offenders = globSync("{server,components,prisma,e2e}/**/*.{test,spec}.{ts,tsx}").filter((path) => /waitForTimeout|\b(it|test|describe)\.(skip|only|todo|fixme)\(|setTimeout\(\s*resolve/.test(text(path)) && !path.endsWith("safety.test.ts"));
  expect(offenders).toEqual([]);
});

test("no file names a registry host or a path of a machine", () => {
  const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n").filter((path) => path && !/\.(onnx|parquet|png|ico)$/.test(path) && !path.endsWith("safety.test.ts"));
  const offenders = tracked.filter((path) => /registry\.npmjs|pypi\.org|files\.pythonhosted|\/work\/main|\/root\//.test(text(path)));
  expect(offenders).toEqual([]);
});
