import type { ReactNode } from "react";
import { readWebhook } from "./read.ts";

/** Above the loading state, so that a webhook that is none answers 404. */
export default async function WebhookLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readWebhook((await params).id);
  return children;
}
