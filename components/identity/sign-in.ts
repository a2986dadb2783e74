import type { Role } from "#server/domains/identity/contract.ts";
import { paths } from "#server/shared/paths.ts";

/** Null: signed in. Else a sentence on why not. */
type Answer = string | null;
const away = "The console did not answer. Try again in a moment.";

async function post(url: string, body: unknown): Promise<Response | null> {
  try {
    return await fetch(url, { method: "POST", headers: { "content-type": "application/json", "x-signalbox": "1" }, body: JSON.stringify(body) });
  } catch {
    return null;
  }
}

export async function signInWithPassword(email: string, password: string): Promise<Answer> {
  const answer = await post(`${paths.auth()}/sign-in/email`, { email, password });
  if (answer === null || answer.status >= 500) return away;
  if (answer.ok) return null;
  if (answer.status === 429) return "Too many tries. Wait a minute, then try again.";
  return "E-mail and password do not fit. An administrator can send a new invitation.";
}

export async function signInAsDemo(role: Role): Promise<Answer> {
  const answer = await post("/api/demo/sign-in", { role });
  if (answer?.ok) return null;
  return answer === null || answer.status >= 500 ? "The demo's people are still being made. Try again in a moment." : "The demo is off here. Sign in with e-mail and password.";
}
