"use client";
import { usePathname } from "next/navigation";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { LiveFoot } from "./live-foot.tsx";
import { Logo } from "./logo.tsx";
import { backNav, countWords, isUnder, mainNav, settingsNav, type NavCounts, type NavItem } from "./nav.ts";
import { NavLink } from "./nav-link.tsx";

function RailItem({ item, counts, current }: { item: NavItem; counts: NavCounts; current: boolean }) {
  const Icon = item.icon;
  const shown = item.counts === undefined ? 0 : counts[item.counts];
  return (
    <li>
      <NavLink href={item.href} aria-current={current ? "page" : undefined}
        className={cx("flex h-8 items-center gap-2.5 rounded-control border px-2", current ? "border-line bg-panel font-medium text-ink" : "border-transparent text-ink-2 hover:text-ink")}>
        <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
        {item.text}
        {shown > 0 && item.counts !== undefined ? <span className="ml-auto rounded-full bg-accent px-1.5 text-note font-medium text-on-accent">{shown}<span className="sr-only"> {countWords[item.counts](shown)}</span></span> : null}
      </NavLink>
    </li>
  );
}

export function Rail({ counts }: { counts: NavCounts }) {
  const pathname = usePathname();
  const list = (items: readonly NavItem[]) => items.map((item) => <RailItem key={item.href} item={item} counts={counts} current={isUnder(pathname, item.href)} />);
  return (
    <nav aria-label="Main" className="sticky top-0 hidden h-dvh w-[204px] shrink-0 flex-col border-r border-line md:flex">
      <NavLink href={paths.overview()} className="mx-4 mt-3 mb-2 flex h-8 items-center gap-2 text-head font-semibold"><Logo />Signalbox</NavLink>
      <div className="min-h-0 flex-1 overflow-y-auto px-2">
        <ul className="grid gap-0.5">{list(mainNav)}</ul>
        <p className="px-2 pt-4 pb-1 text-mini text-ink-3">Look back</p>
        <ul className="grid gap-0.5">{list(backNav)}{list([settingsNav])}</ul>
      </div>
      <LiveFoot />
    </nav>
  );
}
