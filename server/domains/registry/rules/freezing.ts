import { SignalboxError } from "../../../shared/errors.ts";
import { platformTagPrefix } from "./names.ts";

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
  if (bonds.frozenBy === null || !key.startsWith(platformTagPrefix)) return;
  throw new SignalboxError("frozen", `The tag '${key}' of ${subject} is frozen: release ${bonds.frozenBy} holds it. Register a new version to change it.`, { extra: { releaseId: String(bonds.frozenBy) } });
}

/** @throws frozen when what is to be deleted serves or is part of a release's record */
export function checkDeletion(subject: string, bonds: Bonds): void {
  const routed = bonds.routedIn.join(" and ");
  if (routed !== "") throw new SignalboxError("frozen", `${subject} cannot be deleted: ${routed} serves it. Promote another version first.`);
  if (bonds.releaseId !== null) {
    throw new SignalboxError("frozen", `${subject} cannot be deleted: release ${bonds.releaseId} holds it as part of its record.`, { extra: { releaseId: String(bonds.releaseId) } });
  }
}

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
