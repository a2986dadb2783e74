/**
 * What the primary of a fleet does between its workers: it carries a question to those it is for, and their answers back
 * together, and lets one worker at a time have the turn. A worker that ends leaves nobody waiting.
 */
import type { Answer, Asked, FromWorker, Stage, ToWorker } from "./messages.ts";

type Send = (message: ToWorker) => void;
type Member = { send: Send; stage: Stage | null };
/** One question of one worker, and whom it waits for. */
type Open = { from: string; id: number; waiting: Map<string, number>; answers: Answer[]; timer: NodeJS.Timeout };
/** A question for a worker that is starting: it is asked once its ports are open. */
type Held = { slot: string; ask: () => void };

const has = (stage: Stage | null, wanted: Stage) => stage === "serving" || stage === wanted;

export class Relay {
  private readonly members = new Map<string, Member>();
  private readonly open = new Set<Open>();
  private readonly held = new Set<Held>();
  private readonly turns: string[] = [];
  private questions = 0;

  /** A worker was started in the slot. */
  add(slot: string, send: Send): void {
    this.members.set(slot, { send, stage: null });
  }

  /** The slot's worker ended. */
  remove(slot: string): void {
    this.members.delete(slot);
    for (const one of this.open) {
      if (one.from === slot) this.close(one);
      else if (one.waiting.has(slot)) this.settle(one, { slot, problem: "gone" });
    }
    const held = this.turns[0] === slot;
    for (let at = this.turns.indexOf(slot); at >= 0; at = this.turns.indexOf(slot)) this.turns.splice(at, 1);
    if (held) this.giveTurn();
  }

  hear(slot: string, message: FromWorker): void {
    const member = this.members.get(slot);
    if (!member) return;
    switch (message.kind) {
      case "stage":
        member.stage = message.stage;
        for (const one of this.held) if (one.slot === slot && message.stage === "serving") one.ask();
        return;
      case "ask":
        this.ask(slot, message.id, message);
        return;
      case "answer":
        for (const one of this.open) if (one.waiting.get(slot) === message.question) this.settle(one, { slot, ...message.outcome });
        return;
      case "wantTurn":
        this.turns.push(slot);
        if (this.turns.length === 1) this.giveTurn();
        return;
      case "endTurn":
        this.turns.shift();
        this.giveTurn();
    }
  }

  private ask(from: string, id: number, { to, topic, body, limitMs }: Asked): void {
    const one: Open = { from, id, waiting: new Map(), answers: [], timer: setTimeout(() => { for (const slot of one.waiting.keys()) this.settle(one, { slot, problem: "silent" }); }, limitMs) };
    this.open.add(one);
    const put = (slot: string) => {
      this.questions += 1;
      one.waiting.set(slot, this.questions);
      this.members.get(slot)?.send({ kind: "question", question: this.questions, topic, body });
    };
    if ("slot" in to) {
      if (has(this.members.get(to.slot)?.stage ?? null, "serving")) put(to.slot);
      else this.hold(one, to.slot, put);
      return;
    }
    for (const [slot, { stage }] of this.members) if (slot !== from && has(stage, to.others)) put(slot);
    if (one.waiting.size === 0) this.close(one);
  }

  private hold(one: Open, slot: string, put: (slot: string) => void): void {
    // No question has the number 0: the slot is waited for, and nothing it says is taken for the answer yet.
    one.waiting.set(slot, 0);
    const held: Held = {
      slot,
      ask: () => {
        this.held.delete(held);
        if (this.open.has(one)) put(slot);
      },
    };
    this.held.add(held);
  }

  private settle(one: Open, answer: Answer): void {
    if (one.waiting.get(answer.slot) === 0 && "problem" in answer && answer.problem === "gone") return;
    one.waiting.delete(answer.slot);
    one.answers.push(answer);
    if (one.waiting.size === 0) this.close(one);
  }

  private close(one: Open): void {
    clearTimeout(one.timer);
    this.open.delete(one);
    this.members.get(one.from)?.send({ kind: "answers", id: one.id, answers: one.answers });
  }

  private giveTurn(): void {
    const [slot] = this.turns;
    if (slot !== undefined) this.members.get(slot)?.send({ kind: "turn" });
  }
}
