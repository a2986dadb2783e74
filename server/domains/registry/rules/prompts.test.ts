import { expect, test } from "vitest";
import { checkStaysPrompt } from "./prompts.ts";

test.each([
  { isPrompt: false, lastVersion: 0, prompt: true, refused: null },
  { isPrompt: true, lastVersion: 0, prompt: false, refused: null },
  { isPrompt: false, lastVersion: 1, prompt: false, refused: null },
  { isPrompt: true, lastVersion: 3, prompt: true, refused: null },
  { isPrompt: false, lastVersion: 1, prompt: true, refused: "greet has had versions as a model and cannot become a prompt. Register a prompt under another name." },
  { isPrompt: true, lastVersion: 1, prompt: false, refused: "greet has had versions as a prompt and cannot become a model. Register a model under another name." },
])("prompt $isPrompt with versions up to $lastVersion to prompt $prompt", ({ isPrompt, lastVersion, prompt, refused }) => {
  const change = () => checkStaysPrompt({ name: "greet", isPrompt, lastVersion }, prompt);
  if (refused === null) expect(change).not.toThrow();
  else expect(change).toThrow(refused);
});
