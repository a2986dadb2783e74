import type { Metadata } from "next";
import { webhooksHref, webhooksQuery } from "#components/webhooks/query.ts";
import { WebhooksScreen } from "#components/webhooks/webhooks-screen.tsx";
import { open, queryOf, type Search } from "../../../open.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ searchParams }: { searchParams: Search }) {
  const input = webhooksQuery(await queryOf(searchParams));
  const page = await open(webhooksHref(input), (door) => door.webhooks.list(input));
  return <WebhooksScreen input={input} initial={page} />;
}
