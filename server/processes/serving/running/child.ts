/** A model's own process: loads one model, times it, runs its batches. It ends with the process that started it. */
import { initOrt } from "onnxruntime-node/dist/binding.js";
import { RunnableModel } from "../model.ts";
import type { Answer, Call, LoadCall } from "./messages.ts";
import { isBatchable } from "./tensors.ts";

let model: RunnableModel | null = null;

// What the runtime itself takes is no model's.
initOrt();

function load({ path, example, maxBatchRows }: LoadCall): Answer {
  const beforeBytes = process.memoryUsage.rss();
  model = RunnableModel.load(path, { example });
  const oneRowMs = model.time(1);
  const { inputs, outputs, oneRow } = model;
  // A batch of a slow model would only make its start longer: nothing rests on it.
  const batchMs = oneRowMs !== null && oneRowMs * maxBatchRows < 2000 && isBatchable(model) ? model.time(maxBatchRows) : null;
  return { kind: "loaded", description: { inputs, outputs, oneRow, oneRowMs, batchMs, grownBytes: Math.max(0, process.memoryUsage.rss() - beforeBytes) } };
}

async function answer(call: Call): Promise<Answer> {
  switch (call.kind) {
    case "load": return load(call.load);
    case "run": {
      if (!model) throw new Error("no model is loaded");
      return { kind: "ran", outputs: model.run(call.inputs) };
    }
    case "unload": {
      await model?.release();
      model = null;
      return { kind: "unloaded" };
    }
  }
}

// The channel closes however the other side ends, kill -9 too.
process.on("disconnect", () => process.exit(0));
// A signal to the whole group is the other side's to act on: requests may still run.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("message", (call: Call) => {
  answer(call).catch((error: unknown): Answer => ({ kind: "failed", message: error instanceof Error ? error.message : "the model could not be run" }))
    .then((said) => { if (process.connected) process.send?.(said, undefined, undefined, () => undefined); }, () => process.exit(1));
});
