import { SignalboxError } from "../../../shared/errors.ts";

/**
 * A model becomes a prompt, or stops being one, before its first version alone: an alias named after an environment is
 * free on a prompt and protected on a model, so the tag would be a way round the protection.
 * @throws invalid_input
 */
export function checkStaysPrompt(model: { name: string; isPrompt: boolean; lastVersion: number }, prompt: boolean): void {
  if (prompt === model.isPrompt || model.lastVersion === 0) return;
  const [is, not] = model.isPrompt ? ["a prompt", "a model"] : ["a model", "a prompt"];
  throw new SignalboxError("invalid_input", `${model.name} has had versions as ${is} and cannot become ${not}. Register ${not} under another name.`);
}
