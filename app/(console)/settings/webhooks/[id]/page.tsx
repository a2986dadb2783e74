import type { Metadata } from "next";
import { deliveriesHref, deliveriesInput, deliveriesQuery } from "#components/webhooks/query.ts";
import { WebhookScreen } from "#components/webhooks/webhook-screen.tsx";
import { open, queryOf, type Search } from "../../../open.ts";
import { readWebhook } from "./read.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Webhook ${(await readWebhook((await params).id)).name}` };
}

export default async function WebhookPage({ params, searchParams }: Props) {
  const webhook = await readWebhook((await params).id);
  const query = deliveriesQuery(await queryOf(searchParams));
  const log = await open(deliveriesHref(webhook.id, query), (door) => door.webhooks.deliveries(deliveriesInput(webhook.id, query)));
  return <WebhookScreen key={webhook.id} initial={{ webhook, log }} query={query} />;
}
