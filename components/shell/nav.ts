import { Activity, Bell, Box, FlaskConical, GitPullRequestArrow, LayoutGrid, ScrollText, Settings, Share2, Waypoints, type LucideIcon } from "lucide-react";
import { paths } from "#server/shared/paths.ts";

/** Beside an entry: releases that wait for the person looking, alerts that fire. */
export type NavCounts = { waiting: number; firing: number };
export const countWords = { waiting: (count: number) => (count === 1 ? "waits for you" : "wait for you"), firing: (count: number) => (count === 1 ? "fires" : "fire") } as const satisfies Record<keyof NavCounts, (count: number) => string>;
export type NavItem = { text: string; href: string; icon: LucideIcon; counts?: keyof NavCounts };

export const mainNav: readonly NavItem[] = [
  { text: "Overview", href: paths.overview(), icon: LayoutGrid },
  { text: "Models", href: paths.models(), icon: Box },
  { text: "Releases", href: paths.releases(), icon: GitPullRequestArrow, counts: "waiting" },
  { text: "Features", href: paths.features(), icon: Waypoints },
  { text: "Experiments", href: paths.experiments(), icon: FlaskConical },
  { text: "Serving", href: paths.serving(), icon: Activity },
  { text: "Alerts", href: paths.alerts(), icon: Bell, counts: "firing" },
];
export const backNav: readonly NavItem[] = [
  { text: "Audit", href: paths.audit(), icon: ScrollText },
  { text: "Embeds", href: paths.embeds(), icon: Share2 },
];
export const settingsNav: NavItem = { text: "Settings", href: paths.settings(), icon: Settings };
export const allNav: readonly NavItem[] = [...mainNav, ...backNav, settingsNav];

/** Whether a page lies under an entry; the overview only is itself. */
export const isUnder = (pathname: string, href: string): boolean => (href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`));
