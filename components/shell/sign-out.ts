import { paths } from "#server/shared/paths.ts";

/** Ends the session here and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  await fetch(`${paths.auth()}/sign-out`, { method: "POST", headers: { "content-type": "application/json", "x-signalbox": "1" }, body: "{}" });
  location.assign(paths.signIn());
}
