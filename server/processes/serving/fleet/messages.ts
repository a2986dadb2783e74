/** What a worker and the primary of a fleet say to each other. */

/** `joined`: it answers the others. `serving`: its ports are open too. */
export type Stage = "joined" | "serving";
/** A refusal in the protocol's words, as it crosses between processes. */
export type Refused = { status: number; message: string; headers: Record<string, string> };
/** What one worker said. `gone`: it ended meanwhile, or is none. `silent`: it did not answer in time. */
export type Answer<T = unknown> = { slot: string } & ({ value: T } | { refused: Refused } | { problem: "gone" | "silent" });
export type Asked = {
  topic: string; body: unknown;
  /** Which worker, or every other one that has come so far. */
  to: { slot: string } | { others: Stage };
  limitMs: number;
};
export type FromWorker =
  | { kind: "stage"; stage: Stage }
  | ({ kind: "ask"; id: number } & Asked)
  | { kind: "answer"; question: number; outcome: { value: unknown } | { refused: Refused } }
  | { kind: "wantTurn" }
  | { kind: "endTurn" };
export type ToWorker =
  | { kind: "question"; question: number; topic: string; body: unknown }
  | { kind: "answers"; id: number; answers: Answer[] }
  | { kind: "turn" };
