import type { Deps } from "../../platform/deps.ts";
import { EgressRefused, openEgress, type Refusal } from "../../platform/egress.ts";
import { SignalboxError } from "../../shared/errors.ts";

const allowWords = "An administrator of the installation may name the host in SIGNALBOX_EGRESS_ALLOW.";

/** MLflow's words where it has some (mlflow 3.17, `_validate_webhook_url`). */
function said(url: string, refusal: Refusal): { detail: string; message: string } {
  switch (refusal.why) {
    case "not_a_url": return { detail: `Invalid webhook URL scheme: ''. Allowed schemes are: https.`, message: "an address such as https://example.com/hook" };
    case "no_host": return { detail: `Webhook URL must include a hostname: '${url}'`, message: "an address with a host" };
    case "scheme": return { detail: `Invalid webhook URL scheme: '${refusal.scheme}'. Allowed schemes are: https.`, message: `an https:// address. ${allowWords} Then http:// is allowed too.` };
    case "credentials": return { detail: "Webhook URL must not hold a name or a password.", message: "an address without a name and a password" };
    case "unresolved": return { detail: `Cannot resolve Webhook URL hostname '${refusal.host}': ${refusal.reason}`, message: "a host that resolves" };
    case "address": return { detail: `Webhook URL must not resolve to a non-public IP address. '${refusal.host}' resolves to ${refusal.address}.`, message: `a host on the public internet. ${allowWords}` };
    default: return refusal satisfies never;
  }
}

/** Refuses what could not be delivered to, while somebody is there to read why. @throws invalid_input */
export async function checkAddress(deps: Pick<Deps, "env">, url: string): Promise<void> {
  if (url.trim() === "") throw new SignalboxError("invalid_input", `Webhook URL cannot be empty or just whitespace: '${url}'`, { fields: [{ path: "url", message: "an https:// address" }] });
  try {
    await openEgress({ allow: deps.env.egressAllow }).check(url);
  } catch (error) {
    if (!(error instanceof EgressRefused)) throw error;
    const { detail, message } = said(url, error.refusal);
    throw new SignalboxError("invalid_input", detail, { fields: [{ path: "url", message }] });
  }
}
