import { expect, test } from "vitest";
import { importsOf, wallViolation } from "./walls.ts";

const cases: { name: string; file: string; specifier: string; typeOnly?: boolean; refused: RegExp | null }[] = [
  { name: "a page reads through the door", file: "app/(console)/models/page.tsx", specifier: "#server/adapters/trpc/door.ts", refused: null },
  { name: "a page may not call a domain", file: "app/(console)/models/page.tsx", specifier: "#server/domains/registry/index.ts", refused: /door\.ts/ },
  { name: "a component takes a contract's values", file: "components/models/list.tsx", specifier: "#server/domains/registry/contract.ts", refused: null },
  { name: "a contract may have parts", file: "components/models/list.tsx", specifier: "#server/domains/registry/contract-version.ts", refused: null },
  { name: "a contract's part stays isomorphic", file: "server/domains/registry/contract-version.ts", specifier: "./store.ts", refused: /isomorphic/ },
  { name: "a component takes the router's type", file: "components/shell/trpc.ts", specifier: "#server/adapters/trpc/router.ts", typeOnly: true, refused: null },
  { name: "a component may not take the router", file: "components/shell/trpc.ts", specifier: "#server/adapters/trpc/router.ts", refused: /type only/ },
  { name: "a component may not query", file: "components/shell/trpc.ts", specifier: "pg", refused: /server code in the browser/ },
  { name: "a primitive has no data", file: "components/ui/lamp.tsx", specifier: "#components/shell/trpc.ts", refused: /primitives/ },
  { name: "a rule is pure", file: "server/domains/releases/rules/decide.ts", specifier: "../store.ts", refused: /pure/ },
  { name: "a rule reads its contract", file: "server/domains/releases/rules/decide.ts", specifier: "../contract.ts", refused: null },
  { name: "a use-case calls an earlier domain", file: "server/domains/releases/decide-release.ts", specifier: "../registry/index.ts", refused: null },
  { name: "a use-case may not call a later domain", file: "server/domains/registry/get-model.ts", specifier: "../releases/index.ts", refused: /outbox/ },
  { name: "a use-case may not reach inside another", file: "server/domains/releases/decide-release.ts", specifier: "../registry/store.ts", refused: /index\.ts/ },
  { name: "only the store sees Prisma", file: "server/domains/releases/decide-release.ts", specifier: "#prisma/generated/client.ts", refused: /store/ },
  { name: "the store sees Prisma", file: "server/domains/releases/store.ts", specifier: "#prisma/generated/client.ts", refused: null },
  { name: "an adapter never sees Prisma", file: "server/adapters/trpc/models.ts", specifier: "#prisma/generated/client.ts", refused: /never sees Prisma/ },
  { name: "serving carries no tRPC", file: "server/processes/serving/main.ts", specifier: "@trpc/server", refused: /inference/ },
  { name: "nothing imports a process", file: "server/adapters/http/api/index.ts", specifier: "../../../processes/web.ts", refused: /nothing imports a process/ },
];

test.each(cases)("$name", ({ file, specifier, typeOnly, refused }) => {
  const message = wallViolation({ file, specifier, typeOnly: typeOnly ?? false });
  if (refused) expect(message).toMatch(refused);
  else expect(message).toBeNull();
});

test("imports are found in every form", () => {
  const text = `import a from "x";\nimport type { B } from "./b.ts";\nimport { type C, type D } from "./c.ts";\nimport { type E, f } from "./e.ts";\nexport * from "./g.ts";\nimport "./side.css";\nawait import("./late.ts");`;
  expect(importsOf("f.ts", text).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
    ["x", false], ["./b.ts", true], ["./c.ts", true], ["./e.ts", false], ["./g.ts", false], ["./side.css", false], ["./late.ts", false],
  ]);
});
