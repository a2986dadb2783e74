"use client";
import { createContext, useContext, type ReactNode } from "react";
import type { PersonView, Right, SessionView } from "#server/domains/identity/contract.ts";

type Known = { session: SessionView; /** Where this console is reached, for lines to paste. */ origin: string };
const SessionContext = createContext<Known | null>(null);

export function SessionProvider({ value, children }: { value: Known; children: ReactNode }) {
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** @throws Error outside the console, where nobody is known */
export function useSession(): Known {
  const known = useContext(SessionContext);
  if (known === null) throw new Error("useSession is for pages inside the console");
  return known;
}

export const usePerson = (): PersonView | null => useSession().session.person;
export const useMay = (right: Right): boolean => useSession().session.rights.includes(right);
