import { modelInput, versionInput } from "#server/domains/registry/contract.ts";
import { compareRuns, compareVersions, readLineage } from "#server/domains/releases/index.ts";
import { compareInput, compareRunsInput, compareRunsView, compareView } from "#server/shared/compare.ts";
import { lineageView } from "#server/shared/lineage.ts";
import { route } from "./route.ts";

export const compareRoutes = [
  route({
    method: "GET", path: "compare", operationId: "compareVersions", summary: "Up to eight versions side by side; `v=model:version` once for each, the first is the reference", right: "registry.read", status: 200,
    input: compareInput, output: compareView, run: ({ deps, actor }, input) => compareVersions(deps, actor, input),
  }),
  route({
    method: "GET", path: "compare/runs", operationId: "compareRuns", summary: "Up to eight runs side by side; `run=ID` once for each, the first is the reference", right: "registry.read", status: 200,
    input: compareRunsInput, output: compareRunsView, run: ({ deps, actor }, input) => compareRuns(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/lineage", fieldOf: { name: "model" }, operationId: "modelLineage", summary: "Where a model's versions come from and where they went", right: "registry.read", status: 200,
    input: modelInput, output: lineageView, run: ({ deps, actor }, input) => readLineage(deps, actor, { of: "model", ...input }),
  }),
  route({
    method: "GET", path: "models/{name}/versions/{v}/lineage", fieldOf: { name: "model", v: "version" }, operationId: "versionLineage", summary: "Where a version comes from and where it went", right: "registry.read", status: 200,
    input: versionInput, output: lineageView, run: ({ deps, actor }, input) => readLineage(deps, actor, { of: "version", ...input }),
  }),
];
