import { paths, type VersionTab } from "#server/shared/paths.ts";

/** The places of a version, in the order of its tabs; a new one is a line here and a folder beside the others in `app`. */
const tabs: readonly { key: VersionTab | "overview"; text: string }[] = [
  { key: "overview", text: "Overview" },
  { key: "artifacts", text: "Artifacts" },
  { key: "lineage", text: "Lineage" },
  { key: "card", text: "Card" },
  { key: "activity", text: "Activity" },
];

export const versionTabs = (model: string, version: string): { text: string; href: string }[] =>
  tabs.map(({ key, text }) => ({ text, href: key === "overview" ? paths.modelVersion(model, version) : paths.versionTab({ model, version }, key) }));

/** The tab that an address is on, by its last segment. */
export const tabOf = (pathname: string): string => tabs.find(({ key }) => pathname.endsWith(`/${key}`))?.text ?? "Overview";
