import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { versionTagged } from "../webhooks/index.ts";
import { noticeBaselines } from "./baseline-source.ts";
import { lockBoundVersion, lockVersion } from "./lock-version.ts";
import { recordChange } from "./record-change.ts";
import type { Tag } from "./records.ts";
import { checkTagChange } from "./rules/freezing.ts";
import { baselineTag, checkKey, checkTag, ownerTag, parseVersion, servingReads } from "./rules/names.ts";
import { placesOf } from "./store-artifacts.ts";
import { updateModel } from "./store-models.ts";
import { inTx } from "./store-sql.ts";
import { dropVersionTag, putVersionTag, versionBonds } from "./store-versions.ts";

/** Tags that a baseline's profile is made by: with another value it is another. */
const profileTags: ReadonlySet<string> = new Set([baselineTag, "signalbox.time_features", "signalbox.baseline_time", "signalbox.time_zone", "signalbox.label", "signalbox.segment_features"]);

/** @throws not_found, invalid_input, frozen for a `signalbox.*` tag of a version that a release names */
export async function tagVersion(deps: Deps, actor: Actor, input: { name: string; version: string; tag: Tag }): Promise<void> {
  authorise(actor, "registry.write");
  checkTag(input.tag);
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  await deps.db.write(async (sql) => {
    const version = await lockBoundVersion(sql, input.name, number);
    checkTagChange(`Model Version (name=${version.name}, version=${number})`, input.tag.key, version.bonds);
    await Promise.all([
      putVersionTag(sql, version.id, input.tag),
      recordChange(sql, { actor, at, action: "version.tagged", event: "version.changed", model: version.name, version: number, detail: { key: input.tag.key, value: input.tag.value }, hook: versionTagged(version, { key: input.tag.key, value: input.tag.value }) }),
    ]);
    if (input.tag.key === ownerTag) await updateModel(sql, version.modelId, { owner: input.tag.value || null });
    if (profileTags.has(input.tag.key)) await noticeBaselines(sql, await placesOf(sql, [version.id]), at);
    if (servingReads(input.tag.key)) await bumpServingEpoch(sql);
  });
}

/** A tag that is not there is no error. @throws not_found, frozen */
export async function untagVersion(deps: Deps, actor: Actor, input: { name: string; version: string; key: string }): Promise<void> {
  authorise(actor, "registry.write");
  checkKey(input.key);
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const version = await lockVersion(tx, input.name, number);
    checkTagChange(`Model Version (name=${version.name}, version=${number})`, input.key, await versionBonds(tx, version.id));
    if (!(await dropVersionTag(tx, version.id, input.key))) return;
    if (profileTags.has(input.key)) await noticeBaselines(tx, await placesOf(inTx(tx), [version.id]), at);
    await recordChange(tx, { actor, at, action: "version.tagged", event: "version.changed", model: version.name, version: number, detail: { key: input.key, value: null }, hook: versionTagged(version, { key: input.key, value: null }) });
    if (servingReads(input.key)) await bumpServingEpoch(tx);
  });
}
