import type { HttpContext } from "#server/adapters/http/context.ts";
import { createContext } from "./context.ts";
import type { Door } from "./door.ts";
import { createCaller } from "./router.ts";

/** Opens the door for the pages of this process; `door.ts` itself must not import the router, or Next would bundle it. */
export function installDoor(ctx: HttpContext): void {
  const door: Door = { createCaller: async (headers) => createCaller(await createContext(ctx, headers)) };
  globalThis.__signalboxDoor = door;
}
