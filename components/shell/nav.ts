import { Activity, Box, FlaskConical, GitPullRequestArrow, LayoutGrid, ScrollText, Settings, Share2, Waypoints, type LucideIcon } from "lucide-react";
import { paths } from "#server/shared/paths.ts";

export type NavItem = { text: string; href: string; icon: LucideIcon; counts?: "waiting" };

export const mainNav: readonly NavItem[] = [
  { text: "Overview", href: paths.overview(), icon: LayoutGrid },
  { text: "Models", href: paths.models(), icon: Box },
  { text: "Releases", href: paths.releases(), icon: GitPullRequestArrow, counts: "waiting" },
  { text: "Features", href: paths.features(), icon: Waypoints },
  { text: "Experiments", href: paths.experiments(), icon: FlaskConical },
  { text: "Serving", href: paths.serving(), icon: Activity },
];
export const backNav: readonly NavItem[] = [
  { text: "Audit", href: paths.audit(), icon: ScrollText },
  { text: "Embeds", href: paths.embeds(), icon: Share2 },
];
export const settingsNav: NavItem = { text: "Settings", href: paths.settings(), icon: Settings };
export const allNav: readonly NavItem[] = [...mainNav, ...backNav, settingsNav];

/** Whether a page lies under an entry; the overview only is itself. */
export const isUnder = (pathname: string, href: string): boolean => (href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`));
