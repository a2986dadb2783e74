import { paths } from "#server/shared/paths.ts";

export type Crumb = { text: string; href: string };
const heads: Record<string, string> = { models: "Models", releases: "Releases", features: "Features", serving: "Serving", audit: "Audit", embeds: "Embeds", settings: "Settings" };

/** The way to a page, from its path: the last one is the page itself. */
export function crumbsOf(pathname: string): Crumb[] {
  const parts = pathname.split("/").filter(Boolean).map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  const [area, name, place, last] = parts;
  if (area === undefined) return [{ text: "Overview", href: paths.overview() }];
  const crumbs: Crumb[] = [{ text: heads[area] ?? area, href: `/${area}` }];
  if (name === undefined) return crumbs;
  if (area === "models") {
    crumbs.push({ text: name, href: paths.model(name) });
    if (place === "versions" && last !== undefined) crumbs.push({ text: `v${last}`, href: paths.modelVersion(name, last) });
    if (place === "monitoring") crumbs.push({ text: "Monitoring", href: paths.modelMonitoring(name) });
    return crumbs;
  }
  return [...crumbs, { text: name, href: `/${area}/${encodeURIComponent(name)}` }];
}
