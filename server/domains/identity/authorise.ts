import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, roleWords, type Actor, type Right } from "./contract.ts";

/**
 * Passes when the actor's role holds the right.
 * @throws not_approver for the rights of deciding on a release, else forbidden
 */
export function authorise(actor: Actor, right: Right): void {
  if (mayDo(actor, right)) return;
  const code = right === "release.approve" || right === "route.rollback" ? "not_approver" : "forbidden";
  throw new SignalboxError(code, `${actor.name} is here as ${roleWords[actor.role].toLowerCase()}, a role without the right ${right}. Ask an administrator.`, { extra: { right } });
}
