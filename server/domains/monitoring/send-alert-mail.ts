import type { Deps } from "../../platform/deps.ts";
import { sendMail, SmtpRefused } from "../../platform/smtp.ts";
import { claimMail, dropMail, settleMail, type MailClaim } from "./store-mail.ts";

/** Longer than an attempt may take: what a killed worker had in hand is taken up by another after this. */
const leaseSeconds = 120;
const batch = 10;
const givesUpAfterMs = 86_400_000;
const longestStepSeconds = 900;
const keptDays = 30;

/** When a mail that did not get through is tried next: after 2, 4, 8, … seconds, up to 15 minutes; null once a day has gone by. */
export function retryAt(of: { attempts: number; createdAt: Date; now: Date }): Date | null {
  const next = new Date(of.now.getTime() + 1000 * Math.min(longestStepSeconds, 2 ** Math.min(of.attempts, 20)));
  return next.getTime() - of.createdAt.getTime() > givesUpAfterMs ? null : next;
}

async function attempt(deps: Deps, smtp: NonNullable<Deps["env"]["smtp"]>, claim: MailClaim): Promise<void> {
  try {
    await sendMail(smtp.url, { messageId: claim.messageId, from: smtp.from, to: claim.recipients, subject: claim.subject, text: claim.body, at: claim.createdAt });
    await settleMail(deps.db, { claim, state: "sent", nextAt: null, error: null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const nextAt = error instanceof SmtpRefused && error.permanent ? null : retryAt({ attempts: claim.attempts, createdAt: claim.createdAt, now: deps.clock.now() });
    if (nextAt === null) deps.log.error("a mail about an alert could not be delivered and is given up", { subject: claim.subject, reason });
    await settleMail(deps.db, { claim, state: nextAt === null ? "dead" : "waiting", nextAt, error: reason });
  }
}

/**
 * Sends the mails about alerts that are due. A message keeps its id over all attempts, so that a receiver that took one
 * twice shows it once. Any number of workers may run it.
 * @returns how many it tried; 0 when none is due or no mail server is set
 */
export async function sendAlertMail(deps: Deps): Promise<number> {
  const { smtp } = deps.env;
  if (smtp === null) return 0;
  const due = await claimMail(deps.db, { now: deps.clock.now(), leaseSeconds, limit: batch });
  for (const claim of due) await attempt(deps, smtp, claim);
  return due.length;
}

/** Drops mails older than 30 days. @returns how many */
export async function pruneAlertMail(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return dropMail(deps.db, new Date(deps.clock.now().getTime() - keptDays * 86_400_000));
}
