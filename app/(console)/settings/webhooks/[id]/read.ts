import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../open.ts";

/** The webhook of the address, read once a request for the layout and the page. */
export const readWebhook = cache((id: string) => open(paths.webhook(segment(id)), (door) => door.webhooks.get({ id: segment(id) })));
