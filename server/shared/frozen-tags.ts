/** Tags of the platform's own, which the first release that names a version freezes. */
const platformTagPrefix = "signalbox.";

/** Why a tag of a version cannot change, or null. @param frozenBy the release that froze the version */
export const frozenTagReason = (key: string, frozenBy: string | number | null): string | null =>
  frozenBy !== null && key.startsWith(platformTagPrefix) ? `Release ${frozenBy} holds it. Register a new version to change it.` : null;
