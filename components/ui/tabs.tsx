import Link from "next/link";
import { cx } from "./cx.ts";

/** Places of one thing, as links. */
export function Tabs({ label, items, current }: { label: string; items: readonly { href: string; text: string }[]; current: string }) {
  return (
    <nav aria-label={label} className="flex gap-5 overflow-x-auto border-b border-line">
      {items.map((item) => (
        <Link key={item.text} href={item.href} aria-current={item.text === current ? "page" : undefined}
          className={cx("-mb-px border-b-2 px-0.5 pt-1 pb-2 whitespace-nowrap", item.text === current ? "border-accent font-medium text-ink" : "border-transparent text-ink-2 hover:text-ink")}>
          {item.text}
        </Link>
      ))}
    </nav>
  );
}
