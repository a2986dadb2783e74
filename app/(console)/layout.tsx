import type { ReactNode } from "react";
import { ConsoleProviders } from "#components/shell/providers.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { caller } from "#server/adapters/trpc/door.ts";
import { originOf } from "./open.ts";

/** The console around every page. Nobody signed in: the page itself sends them to sign in. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await (await caller()).session.get();
  if (session.person === null) return children;
  return <ConsoleProviders session={session} origin={await originOf()} now={Date.now()}><Shell>{children}</Shell></ConsoleProviders>;
}
