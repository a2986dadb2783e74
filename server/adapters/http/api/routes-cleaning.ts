import { z } from "zod";
import { archivedView, cleaningInput, dependentsView, listTrashInput, restoredView, trashIdInput, trashItemView } from "#server/domains/registry/contract-cleaning.ts";
import { versionInput } from "#server/domains/registry/contract.ts";
import { deleteModel, deleteVersion, emptyFromTrash, listTrash, readDependents, restoreFromTrash, setArchive } from "#server/domains/registry/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

const model = { name: "model" };
const version = { name: "model", v: "version" };
const ofModel = cleaningInput.omit({ version: true });

/** Archive, delete, bring back. */
export const cleaningRoutes = [
  route({
    method: "GET", path: "models/{name}/dependents", fieldOf: model, operationId: "getModelDependents", summary: "What would go with a model", right: "registry.read", status: 200,
    input: ofModel, output: dependentsView, run: ({ deps, actor }, input) => readDependents(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/versions/{v}/dependents", fieldOf: version, operationId: "getVersionDependents", summary: "What would go with a version", right: "registry.read", status: 200,
    input: versionInput, output: dependentsView, run: ({ deps, actor }, input) => readDependents(deps, actor, input),
  }),
  route({
    method: "POST", path: "models/{name}/archive", fieldOf: model, operationId: "archiveModel", summary: "Put a model out of the lists, or back", right: "registry.write", status: 200,
    input: ofModel.extend({ archived: z.boolean().default(true) }), output: archivedView, run: ({ deps, actor }, input) => setArchive(deps, actor, input),
  }),
  route({
    method: "POST", path: "models/{name}/versions/{v}/archive", fieldOf: version, operationId: "archiveVersion", summary: "Put a version out of the lists, or back", right: "registry.write", status: 200,
    input: versionInput.extend({ archived: z.boolean().default(true) }), output: archivedView, run: ({ deps, actor }, input) => setArchive(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "models/{name}", fieldOf: model, operationId: "deleteModel", summary: "Move a model to the trash", right: "registry.write", status: 204,
    input: ofModel, output: null, run: ({ deps, actor }, input) => deleteModel(deps, actor, { name: input.model }),
  }),
  route({
    method: "DELETE", path: "models/{name}/versions/{v}", fieldOf: version, operationId: "deleteVersion", summary: "Move a version to the trash", right: "registry.write", status: 204,
    input: versionInput, output: null, run: ({ deps, actor }, input) => deleteVersion(deps, actor, { name: input.model, version: String(input.version) }),
  }),
  route({
    method: "GET", path: "trash", operationId: "listTrash", summary: "Deleted models and versions that can come back", right: "registry.read", status: 200,
    input: listTrashInput, output: listOf(trashItemView), run: ({ deps, actor }, input) => listTrash(deps, actor, input),
  }),
  route({
    method: "POST", path: "trash/{id}/restore", operationId: "restoreFromTrash", summary: "Bring one back", right: "registry.write", status: 200,
    input: trashIdInput, output: restoredView, run: ({ deps, actor }, input) => restoreFromTrash(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "trash/{id}", operationId: "emptyFromTrash", summary: "Delete one for good", right: "person.administer", status: 204,
    input: trashIdInput, output: null, run: ({ deps, actor }, input) => emptyFromTrash(deps, actor, input),
  }),
];
