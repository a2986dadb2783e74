import { paths } from "#server/shared/paths.ts";

export type Crumb = { text: string; href: string };
const heads: Record<string, string> = { models: "Models", releases: "Releases", alerts: "Alerts", features: "Features", experiments: "Experiments", serving: "Serving", audit: "Audit", compare: "Compare", lineage: "Lineage", embeds: "Embeds", settings: "Settings" };

/** The way to a page, from its path: the last one is the page itself. `names` says what a place is called whose address has only a number. */
export const crumbsOf = (pathname: string, names: ReadonlyMap<string, string> = new Map()): Crumb[] => placesOf(pathname).map((crumb) => ({ ...crumb, text: names.get(crumb.href) ?? crumb.text }));

function placesOf(pathname: string): Crumb[] {
  const parts = pathname.split("/").filter(Boolean).map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  const [area, name, place, last] = parts;
  if (area === undefined) return [{ text: "Overview", href: paths.overview() }];
  const crumbs: Crumb[] = [{ text: heads[area] ?? area, href: `/${area}` }];
  if (name === undefined) return crumbs;
  if (area === "models") {
    crumbs.push({ text: name, href: paths.model(name) });
    if (place === "versions" && last !== undefined) crumbs.push({ text: `v${last}`, href: paths.modelVersion(name, last) });
    if (place === "lineage") crumbs.push({ text: "Lineage", href: paths.modelLineage(name) });
    if (place === "monitoring") crumbs.push({ text: "Monitoring", href: paths.modelMonitoring(name) });
    return crumbs;
  }
  if (area === "experiments") {
    crumbs.push({ text: name, href: paths.experiment(name) });
    if (place === "compare") crumbs.push({ text: "Compare", href: paths.compareRuns(name, []) });
    if (place === "runs" && last !== undefined) crumbs.push({ text: last.slice(0, 8), href: paths.run(name, last) });
    return crumbs;
  }
  if (area === "settings" && name === "webhooks") {
    crumbs.push({ text: "Webhooks", href: paths.webhooks() });
    if (place !== undefined) crumbs.push({ text: place.slice(0, 8), href: paths.webhook(place) });
    return crumbs;
  }
  if (area === "serving" && name === "at") return [...crumbs, { text: "What served when", href: paths.servingAt() }];
  if (area === "settings" && name === "storage") return [...crumbs, { text: "Storage", href: paths.storage() }];
  if (area === "settings" && name === "trash") return [...crumbs, { text: "Trash", href: paths.trash() }];
  return [...crumbs, { text: name, href: `/${area}/${encodeURIComponent(name)}` }];
}
