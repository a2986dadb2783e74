"use client";
import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { LiveFoot } from "./live-foot.tsx";
import { backNav, countWords, isUnder, mainNav, settingsNav, type NavCounts } from "./nav.ts";
import { NavLink } from "./nav-link.tsx";

const shown = mainNav.slice(0, 4);
const rest = [...mainNav.slice(4), ...backNav, settingsNav];
const cell = "relative grid min-w-0 flex-1 justify-items-center gap-0.5 pt-2 pb-1.5 text-mini";

/** The rail at 390 px: four places and the rest. */
export function BottomBar({ counts }: { counts: NavCounts }) {
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  const inRest = rest.some((item) => isUnder(pathname, item.href));
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden">
      {shown.map((item) => {
        const Icon = item.icon;
        const current = isUnder(pathname, item.href);
        return (
          <NavLink key={item.href} href={item.href} aria-current={current ? "page" : undefined} className={cx(cell, current ? "text-accent" : "text-ink-2")}>
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />{item.text}
            {item.counts !== undefined && counts[item.counts] > 0 ? <span className="absolute top-1 left-[calc(50%+6px)] rounded-full bg-accent px-1 text-mini leading-4 font-semibold text-on-accent">{counts[item.counts]}<span className="sr-only"> {countWords[item.counts](counts[item.counts])}</span></span> : null}
          </NavLink>
        );
      })}
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)} className={cx(cell, inRest ? "text-accent" : "text-ink-2")}><Menu size={18} strokeWidth={1.75} aria-hidden="true" />More</button>
      <Dialog title="More" open={open} onClose={() => setOpen(false)} sheet>
        <ul className="grid gap-1">
          {rest.map((item) => {
            const Icon = item.icon;
            return <li key={item.href}><NavLink href={item.href} onClick={() => setOpen(false)} aria-current={isUnder(pathname, item.href) ? "page" : undefined} className="flex h-11 items-center gap-3 rounded-control px-2 hover:bg-sunk"><Icon size={18} strokeWidth={1.75} aria-hidden="true" />{item.text}{item.counts !== undefined && counts[item.counts] > 0 ? <span className="ml-auto text-ink-2">{counts[item.counts]} {countWords[item.counts](counts[item.counts])}</span> : null}</NavLink></li>;
          })}
        </ul>
        <LiveFoot />
      </Dialog>
    </nav>
  );
}
