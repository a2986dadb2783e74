import { headers } from "next/headers";
import type { AppCaller } from "./router.ts";

/** What the web process leaves for server components, so that no server code is bundled with the pages. */
export type Door = { createCaller(headers: Headers): Promise<AppCaller> };

declare global {
  var __signalboxDoor: Door | undefined;
}

/**
 * The procedures, called as whoever the request's cookie says. For server components only.
 * @throws Error when the page is rendered outside the web process
 */
export async function caller(): Promise<AppCaller> {
  const door = globalThis.__signalboxDoor;
  if (door === undefined) throw new Error("Pages are rendered by the web process only: start it with `npm start` or `npm run dev`");
  return door.createCaller(new Headers(await headers()));
}
