import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { EgressRefused, openEgress } from "../../platform/egress.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { backendNameInput, BackendView, createBackendInput, listBackendsInput } from "./contract-backends.ts";
import { baseAddress } from "./rules/base-address.ts";
import { backendByName, backendPage, insertBackend, lockBackend, removeBackendRow, routedOn, type BackendRow } from "./store-backends.ts";

const viewOf = (row: BackendRow): BackendView => ({
  name: row.name, url: row.url, timeoutMs: row.timeoutMs, health: row.health, healthReason: row.reason, healthSince: row.since.toISOString(), checkedAt: row.checkedAt?.toISOString() ?? null,
  latencyMs: row.latencyMs, createdAt: row.createdAt.toISOString(), versions: row.versions,
});

/** Refuses what could not be called, while somebody is there to read why. @throws invalid_input */
async function checkAddress(deps: Pick<Deps, "env">, url: string): Promise<string> {
  const base = baseAddress(url);
  if (base === null) throw new SignalboxError("invalid_input", "A backend's address is a URL without a query, such as https://models.example.com.", { fields: [{ path: "url", message: "an address such as https://models.example.com" }] });
  try {
    await openEgress({ allow: deps.env.egressAllow }).check(base);
  } catch (error) {
    if (!(error instanceof EgressRefused)) throw error;
    throw new SignalboxError("invalid_input", error.message, { fields: [{ path: "url", message: "an https:// address on the public internet, or a host that SIGNALBOX_EGRESS_ALLOW names" }] });
  }
  return base;
}

/** By name. */
export async function listBackends(deps: Deps, actor: Actor, input: z.output<typeof listBackendsInput>): Promise<Page<BackendView>> {
  authorise(actor, "monitoring.read");
  const [after = null] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 1);
  const rows = await backendPage(deps.db, { after: after === null ? null : String(after), limit: input.limit + 1 });
  const items = rows.slice(0, input.limit).map(viewOf);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([last.name]) : null };
}

/**
 * From now on a version's tag `signalbox.backend` may name it. Its health is known within seconds.
 * @throws invalid_input for an address that may not be called, already_exists
 */
export async function createBackend(deps: Deps, actor: Actor, input: z.output<typeof createBackendInput>): Promise<BackendView> {
  authorise(actor, "serving.administer");
  const url = await checkAddress(deps, input.url);
  const at = deps.clock.now();
  const { name, timeoutMs } = input;
  await deps.db.tx(async (tx) => {
    if (!(await insertBackend(tx, { name, url, timeoutMs, actorId: actor.id, at }))) throw new SignalboxError("already_exists", `There is a backend ${name} already: remove it first, or choose another name.`);
    await record(tx, { actor, action: "backend.created", subject: name, detail: { url, timeoutMs }, at });
    await bumpServingEpoch(tx);
  });
  const row = await backendByName(deps.db, name);
  if (row === null) throw new SignalboxError("not_found", `The backend ${name} was removed meanwhile.`);
  return viewOf(row);
}

/** @throws not_found; wrong_state while a routed version names it, saying which */
export async function removeBackend(deps: Deps, actor: Actor, { name }: z.output<typeof backendNameInput>): Promise<void> {
  authorise(actor, "serving.administer");
  await deps.db.tx(async (tx) => {
    const before = await lockBackend(tx, name);
    if (before === null) throw new SignalboxError("not_found", `There is no backend ${name}.`);
    const versions = await routedOn(tx, name);
    if (versions.length > 0) {
      const said = versions.slice(0, 5).map(({ model, version, environment }) => `${model} v${version} in ${environment}`).join(", ");
      throw new SignalboxError("wrong_state", `The backend ${name} serves ${said}${versions.length > 5 ? ` and ${versions.length - 5} more` : ""}. Route those to other versions first.`, { extra: { versions } });
    }
    await removeBackendRow(tx, name);
    await record(tx, { actor, action: "backend.removed", subject: name, detail: { url: before.url }, at: deps.clock.now() });
    await bumpServingEpoch(tx);
  });
}
