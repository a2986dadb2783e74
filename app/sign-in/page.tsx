import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entry } from "#components/identity/entry.tsx";
import { nextPage } from "#components/identity/next-page.ts";
import { SignInScreen } from "#components/identity/sign-in-screen.tsx";
import { caller } from "#server/adapters/trpc/door.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const asked = (await searchParams).next;
  const next = nextPage(Array.isArray(asked) ? asked[0] : asked);
  const session = await (await caller()).session.get();
  if (session.person !== null) redirect(next);
  return (
    <Entry title="Sign in" sentence={session.demo ? "This is a demo on real flights. Pick a person: what you may do depends on it." : "Models registered, promoted, served and watched. Accounts are made by invitation."}>
      <SignInScreen demo={session.demo} target={next} />
    </Entry>
  );
}
