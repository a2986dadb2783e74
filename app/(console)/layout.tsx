import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { ConsoleProviders } from "#components/shell/providers.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { paths } from "#server/shared/paths.ts";
import { addressOf, originOf, whoLooks } from "./open.ts";

/** The console around every page. Nobody signed in is sent to sign in from here, above every loading state, so that the answer is a real redirect. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await whoLooks();
  if (session.person === null) redirect(paths.signIn(await addressOf()));
  return <ConsoleProviders session={session} origin={await originOf()} now={Date.now()}><Shell>{children}</Shell></ConsoleProviders>;
}
