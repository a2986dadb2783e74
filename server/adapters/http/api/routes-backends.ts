import { backendNameInput, backendView, createBackendInput, listBackendsInput } from "#server/domains/serving/contract-backends.ts";
import { createBackend, listBackends, removeBackend } from "#server/domains/serving/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

export const backendRoutes = [
  route({
    method: "GET", path: "backends", operationId: "listBackends", summary: "Inference servers elsewhere, by name", right: "monitoring.read", status: 200,
    input: listBackendsInput, output: listOf(backendView), run: ({ deps, actor }, input) => listBackends(deps, actor, input),
  }),
  route({
    method: "POST", path: "backends", operationId: "createBackend", summary: "Name an inference server elsewhere, for versions to run on", right: "serving.administer", status: 201,
    input: createBackendInput, output: backendView, run: ({ deps, actor }, input) => createBackend(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "backends/{name}", operationId: "removeBackend", summary: "Forget one that no routed version names", right: "serving.administer", status: 204,
    input: backendNameInput, output: null, run: ({ deps, actor }, input) => removeBackend(deps, actor, input),
  }),
];
