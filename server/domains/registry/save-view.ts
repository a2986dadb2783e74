import type { z } from "zod";
import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { bulkLimits, type chooseDefaultViewInput, type createViewInput, type updateViewInput, type viewIdInput } from "./contract-views.ts";
import { mayChangeView } from "./list-views.ts";
import { countViews, deleteViewRow, insertView, lockView, putDefaultView, updateViewRow } from "./store-views.ts";

const taken = (name: string) => new SignalboxError("already_exists", `You have a view named ${name} already. Choose another name, or change that one.`, { fields: [{ path: "name", message: "you have one of this name" }] });
const unknown = () => new SignalboxError("not_found", "There is no such view, or it is somebody else's.");

/** Keeps a list's state under a name. @throws already_exists, invalid_input when the person keeps as many as there may be */
export async function createView(deps: Deps, actor: Actor, input: z.infer<typeof createViewInput>): Promise<{ id: number }> {
  authorise(actor, input.shared ? "registry.write" : "registry.read");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    if ((await countViews(tx, actor.id, input.page)) >= bulkLimits.views) throw new SignalboxError("invalid_input", `You keep ${bulkLimits.views} views already. Delete one first.`);
    const id = await insertView(tx, { ownerId: actor.id, page: input.page, name: input.name, query: input.query, shared: input.shared, at });
    if (id === null) throw taken(input.name);
    await record(tx, { actor, action: "view.created", subject: input.name, detail: { id, page: input.page, shared: input.shared }, at });
    return { id };
  });
}

/** @throws not_found for one that the person may not see, forbidden for one that is not theirs to change */
async function changeable(tx: Tx, actor: Actor, id: number): Promise<{ id: number; name: string; page: "models" | "runs"; shared: boolean }> {
  const view = await lockView(tx, id);
  if (view === null || (view.ownerId !== actor.id && !view.shared)) throw unknown();
  if (!mayChangeView(actor, view)) throw new SignalboxError("forbidden", "Only who saved this view may change it. Save one of your own from it.");
  return view;
}

/** Renames it, keeps another state under it, shares it or takes it back. @throws not_found, forbidden, already_exists */
export async function updateView(deps: Deps, actor: Actor, input: z.infer<typeof updateViewInput>): Promise<void> {
  authorise(actor, input.shared === true ? "registry.write" : "registry.read");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const view = await changeable(tx, actor, input.id);
    const { id, ...change } = input;
    if (!(await updateViewRow(tx, id, change))) throw taken(input.name ?? view.name);
    await record(tx, { actor, action: "view.updated", subject: input.name ?? view.name, detail: { id, page: view.page, ...(input.name !== undefined && input.name !== view.name ? { before: view.name } : {}), ...(input.shared === undefined ? {} : { shared: input.shared }) }, at });
  });
}

/** For whom it opened by itself, nothing does any more. @throws not_found, forbidden */
export async function deleteView(deps: Deps, actor: Actor, input: z.infer<typeof viewIdInput>): Promise<void> {
  authorise(actor, "registry.read");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const view = await changeable(tx, actor, input.id);
    await deleteViewRow(tx, view.id);
    await record(tx, { actor, action: "view.deleted", subject: view.name, detail: { id: view.id, page: view.page, shared: view.shared }, at });
  });
}

/** Which view opens by itself for this person. @throws not_found for one that they may not see */
export async function chooseDefaultView(deps: Deps, actor: Actor, input: z.infer<typeof chooseDefaultViewInput>): Promise<void> {
  authorise(actor, "registry.read");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const view = input.id === null ? null : await lockView(tx, input.id);
    if (input.id !== null && (view === null || view.page !== input.page || (view.ownerId !== actor.id && !view.shared))) throw unknown();
    await putDefaultView(tx, { personId: actor.id, page: input.page, viewId: input.id });
    await record(tx, { actor, action: "view.chosen", subject: view?.name ?? "none", detail: { id: input.id, page: input.page }, at });
  });
}
