import { EmbedPanel } from "#components/embeds/embed-panel.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Reached only where the embed is live: the web process answers what is revoked or unknown by itself. */
export default async function EmbedPage({ params, searchParams }: Props) {
  const { theme } = await searchParams;
  return <EmbedPanel id={(await params).id} theme={theme === "light" || theme === "dark" ? theme : null} />;
}
