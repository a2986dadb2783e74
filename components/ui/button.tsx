"use client";
import Link from "next/link";
import { useId, type ButtonHTMLAttributes, type ReactNode } from "react";
import { cx } from "./cx.ts";
import { Tooltip } from "./tooltip.tsx";

export type ButtonKind = "primary" | "secondary" | "danger" | "ghost";
const kinds = {
  primary: "border-transparent bg-accent text-on-accent hover:opacity-90",
  secondary: "border-line-2 bg-panel text-ink hover:bg-sunk",
  danger: "border-danger bg-panel text-danger hover:bg-sunk",
  ghost: "border-transparent bg-transparent text-ink-2 hover:bg-sunk hover:text-ink",
} as const satisfies Record<ButtonKind, string>;
const base = "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-control border px-2.5 py-1 text-body font-medium transition-opacity duration-100";
const off = "border-line-2 bg-sunk text-ink-3";

type Common = { kind?: ButtonKind; wide?: boolean };
type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & Common & {
  /** Why it cannot be pressed now. The button stays reachable by keyboard, and says why. */
  disabledReason?: string | null;
  /** The reason stands on the page already, under this id. */
  reasonId?: string;
  /** What it was pressed for is under way. */
  busy?: boolean;
};

/** A lever: its words say the consequence. */
export function Button({ kind = "secondary", wide, disabledReason, reasonId, busy, className, type = "button", onClick, children, ...rest }: ButtonProps) {
  const id = useId();
  const blocked = Boolean(disabledReason) || Boolean(busy);
  const described = disabledReason ? (reasonId ?? id) : undefined;
  const button = (
    <button {...rest} type={blocked && type === "submit" ? "button" : type} aria-disabled={blocked || undefined} aria-busy={busy || undefined} aria-describedby={described}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
      className={cx(base, blocked ? cx(off, busy && "cursor-progress") : kinds[kind], wide && "w-full", className)}>
      {children}
    </button>
  );
  if (!disabledReason || reasonId) return button;
  return <Tooltip id={id} text={disabledReason} wide={wide}>{button}</Tooltip>;
}

/** The look of a button, for what goes somewhere. */
export function ButtonLink({ kind = "secondary", wide, href, className, children, ...rest }: Common & { href: string; className?: string; children: ReactNode; "aria-label"?: string }) {
  return <Link {...rest} href={href} className={cx(base, kinds[kind], wide && "w-full", className)}>{children}</Link>;
}

/** A square button with an icon; `label` is its accessible name and its title. */
export function IconButton({ label, className, type = "button", children, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button {...rest} type={type} aria-label={label} title={label}
      className={cx("inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-sunk hover:text-ink", className)}>
      {children}
    </button>
  );
}
