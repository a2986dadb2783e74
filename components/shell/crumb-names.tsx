"use client";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

type Names = { names: ReadonlyMap<string, string>; say: (href: string, name: string) => void };
const CrumbNames = createContext<Names>({ names: new Map(), say: () => undefined });

/** Keeps what pages say their places are called, where an address holds only a number. */
export function CrumbProvider({ children }: { children: ReactNode }) {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const value = useMemo((): Names => ({ names, say: (href, name) => setNames((known) => (known.get(href) === name ? known : new Map(known).set(href, name))) }), [names]);
  return <CrumbNames value={value}>{children}</CrumbNames>;
}

/** Says in the breadcrumb what the place at `href` is called. */
export function useCrumb(href: string, name: string): void {
  const { say } = useContext(CrumbNames);
  useEffect(() => { say(href, name); }, [say, href, name]);
}

/** The names said so far, by address. */
export const useCrumbNames = (): ReadonlyMap<string, string> => useContext(CrumbNames).names;
