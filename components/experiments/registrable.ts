import type { RunView } from "#server/domains/registry/contract-runs.ts";

export type Registrable = { value: string; text: string; from: { kind: "loggedModel"; id: string } | { kind: "folder"; path: string } };

/** What of a run can become a version: its finished models, then folders of its files that hold one. */
export function registrable(run: Pick<RunView, "modelsMade" | "modelFolders">): Registrable[] {
  const ready = run.modelsMade.filter((one) => one.status === "LOGGED_MODEL_READY");
  const named = (name: string) => ready.filter((one) => one.name === name).length > 1;
  return [
    ...ready.map((one): Registrable => ({ value: one.id, text: named(one.name) ? `The logged model ${one.name} (${one.id.slice(0, 10)})` : `The logged model ${one.name}`, from: { kind: "loggedModel", id: one.id } })),
    ...run.modelFolders.map((path): Registrable => ({ value: `folder ${path}`, text: `The model in ${path}/`, from: { kind: "folder", path } })),
  ];
}

/** Why nothing can be registered now; null when something can. */
export function whyNotRegister(run: Pick<RunView, "modelsMade" | "modelFolders" | "deleted" | "status">, may: boolean): string | null {
  if (!may) return "Your role does not register models. An administrator can change it.";
  if (run.deleted) return "The run is deleted. Restore it with the MLflow client first.";
  if (registrable(run).length > 0) return null;
  if (run.modelsMade.some((one) => one.status === "LOGGED_MODEL_PENDING")) return "Its model is still being uploaded.";
  return run.status === "RUNNING" ? "It has not logged a model yet." : "It logged no model.";
}
