import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ProtectionsPanel } from "#components/aliases/protections-panel.tsx";
import { SettingsScreen } from "#components/settings/settings-screen.tsx";
import { themeCookie, themeOf } from "#components/shell/theme.ts";
import { paths } from "#server/shared/paths.ts";
import { open } from "../../open.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  await open(paths.settings(), (door) => door.session.get());
  return <SettingsScreen theme={themeOf((await cookies()).get(themeCookie)?.value)} protections={<ProtectionsPanel />} />;
}
