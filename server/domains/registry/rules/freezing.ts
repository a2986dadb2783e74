import { SignalboxError } from "../../../shared/errors.ts";
import { frozenTagReason } from "../../../shared/frozen-tags.ts";

/** What stands in the way of a change of a version. */
export type Bonds = {
  /** Release that froze the version. */
  frozenBy: number | null;
  /** Environments that route to it (a model: to any version of it). */
  routedIn: string[];
  /** Newest release that names it. */
  releaseId: number | null;
};

/** @throws frozen for a `signalbox.*` tag of a version that a release names */
export function checkTagChange(subject: string, key: string, bonds: Bonds): void {
  if (frozenTagReason(key, bonds.frozenBy) === null) return;
  throw new SignalboxError("frozen", `The tag '${key}' of ${subject} is frozen: release ${bonds.frozenBy} holds it. Register a new version to change it.`, { extra: { releaseId: String(bonds.frozenBy) } });
}

/** @throws frozen when what is to be deleted serves or is part of a release's record */
export function checkDeletion(subject: string, bonds: Bonds): void {
  const refusal = deletionRefusal(subject, bonds);
  if (refusal !== null) throw new SignalboxError("frozen", refusal, bonds.routedIn.length === 0 && bonds.releaseId !== null ? { extra: { releaseId: String(bonds.releaseId) } } : {});
}

/** Why something that serves is not put away; null when nothing does. */
export const archiveRefusal = (subject: string, routedIn: readonly string[]): string | null => (routedIn.length === 0 ? null : `${subject} cannot be archived: ${routedIn.join(" and ")} serves it. Promote another version or take it out of service first.`);

/** Why it cannot be deleted, in a sentence; null when it can. */
export const deletionRefusal = (subject: string, { routedIn, releaseId }: Pick<Bonds, "routedIn" | "releaseId">): string | null => {
  if (routedIn.length > 0) return `${subject} cannot be deleted: ${routedIn.join(" and ")} serves it. Promote another version first.`;
  return releaseId === null ? null : `${subject} cannot be deleted: release ${releaseId} holds it as part of its record.`;
};

/** @throws frozen when a route names the model: serving's clients call it by that name */
export function checkRename(subject: string, bonds: Bonds): void {
  const routed = bonds.routedIn.join(" and ");
  if (routed !== "") throw new SignalboxError("frozen", `${subject} cannot be renamed: ${routed} serves it under this name.`);
}

/** @throws frozen naming the release that holds the file */
export function checkArtifactChange(path: string, holder: { releaseId: number; subject: string } | null): void {
  if (holder === null) return;
  throw new SignalboxError("frozen", `The artifact '${path}' is frozen: release ${holder.releaseId} holds it as part of ${holder.subject}.`, { extra: { releaseId: String(holder.releaseId) } });
}
