import type { Metadata } from "next";
import { AcceptInviteScreen } from "#components/identity/accept-invite-screen.tsx";
import { Entry } from "#components/identity/entry.tsx";
import { DataProvider } from "#components/shell/trpc.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <Entry title="You are invited" sentence="Choose how you are called here. The link works once, within seven days.">
      <DataProvider><AcceptInviteScreen token={token} /></DataProvider>
    </Entry>
  );
}
