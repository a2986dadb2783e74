"use client";
import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment } from "react";
import { useCrumbNames } from "./crumb-names.tsx";
import { crumbsOf } from "./crumbs.ts";
import { PersonMenu } from "./person-menu.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

export function TopBar({ openPalette }: { openPalette: () => void }) {
  const crumbs = crumbsOf(usePathname(), useCrumbNames());
  return (
    <header className="sticky top-0 z-20 flex h-11 items-center gap-2 border-b border-line bg-page px-4 md:px-6">
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-2 whitespace-nowrap">
          {crumbs.map((crumb, index) => {
            const last = index === crumbs.length - 1;
            return (
              <Fragment key={crumb.href}>
                {index > 0 ? <li aria-hidden="true" className="text-ink-3">/</li> : null}
                <li className={last ? "min-w-0 truncate font-medium" : "min-w-0 shrink truncate text-ink-2"}>{last ? <span aria-current="page">{crumb.text}</span> : <Link href={crumb.href} className="hover:text-ink">{crumb.text}</Link>}</li>
              </Fragment>
            );
          })}
        </ol>
      </nav>
      <button type="button" onClick={openPalette} aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" aria-label="Search or jump to" className="flex h-7 items-center gap-2 rounded-control text-ink-2 max-md:size-8 max-md:justify-center md:w-64 md:border md:border-control md:bg-panel md:pr-1.5 md:pl-2">
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <span className="hidden md:inline">Search or jump to</span>
        <kbd className="ml-auto hidden rounded-tag border border-line-2 px-1 text-mini text-ink-3 md:inline">Ctrl K</kbd>
      </button>
      <ThemeToggle />
      <PersonMenu />
    </header>
  );
}
