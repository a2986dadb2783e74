import { expect, test } from "vitest";
import { registrable, whyNotRegister } from "./registrable.ts";

const made = (id: string, name: string, status = "LOGGED_MODEL_READY") => ({ id, name, status, type: "", createdAt: "2026-03-02T10:00:00.000Z" });
const nothing = { modelsMade: [], modelFolders: [], deleted: false, status: "FINISHED" } as const;

test("finished models first, then folders; equal names are told apart", () => {
  const found = registrable({ modelsMade: [made("m-0123456789ab", "model"), made("m-9999", "model"), made("m-1", "late", "LOGGED_MODEL_PENDING")], modelFolders: ["old/model"] });
  expect(found.map((one) => one.text)).toEqual(["The logged model model (m-01234567)", "The logged model model (m-9999)", "The model in old/model/"]);
});

test.each([
  ["a model is ready", { ...nothing, modelsMade: [made("m-1", "model")] }, true, null],
  ["a folder holds one", { ...nothing, modelFolders: ["model"] }, true, null],
  ["nothing was logged", nothing, true, "It logged no model."],
  ["it still runs", { ...nothing, status: "RUNNING" as const }, true, "It has not logged a model yet."],
  ["it is being uploaded", { ...nothing, modelsMade: [made("m-1", "model", "LOGGED_MODEL_PENDING")] }, true, "Its model is still being uploaded."],
  ["the run is deleted", { ...nothing, deleted: true, modelFolders: ["model"] }, true, "The run is deleted. Restore it with the MLflow client first."],
  ["the person may not", { ...nothing, modelFolders: ["model"] }, false, "Your role does not register models. An administrator can change it."],
])("when %s", (...[, run, may, reason]) => expect(whyNotRegister({ ...run, modelsMade: [...run.modelsMade], modelFolders: [...run.modelFolders] }, may)).toBe(reason));
