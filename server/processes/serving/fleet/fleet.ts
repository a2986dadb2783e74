/** A worker's view of the others on its port. A process that is alone is a fleet of one, and asks nobody. */
import { createHash } from "node:crypto";
import { OipRefusal, toRefusal } from "../../../adapters/http/oip/index.ts";
import type { Answer, Asked, FromWorker, Stage, ToWorker } from "./messages.ts";

/** To and from the primary. */
export type Channel = { send(message: FromWorker): void; onMessage(take: (message: ToWorker) => void): void };
type Handler = (body: never) => unknown;

const answerLimitMs = 5000;

export class Fleet {
  readonly slot: string;
  /** How many workers there are, those that are starting too. */
  readonly size: number;
  private readonly channel: Channel | null;
  private readonly handlers = new Map<string, Handler>();
  private readonly asked = new Map<number, (answers: Answer[]) => void>();
  private readonly turns: (() => void)[] = [];
  private questions = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** @param channel null for a process that is alone */
  constructor({ slot, size, channel }: { slot: string; size: number; channel: Channel | null }) {
    this.slot = slot;
    this.size = size;
    this.channel = channel;
    channel?.onMessage((message) => this.hear(message));
  }

  /** What this worker says when another asks for the topic; what it throws is the other's refusal. */
  answer<T>(topic: string, handler: (body: T) => unknown): void {
    this.handlers.set(topic, handler as Handler);
  }

  /** Tells the primary how far this worker has come. */
  reached(stage: Stage): void {
    this.channel?.send({ kind: "stage", stage });
  }

  private hear(message: ToWorker): void {
    if (message.kind === "question") void this.reply(message);
    else if (message.kind === "turn") this.turns.shift()?.();
    else {
      this.asked.get(message.id)?.(message.answers);
      this.asked.delete(message.id);
    }
  }

  private async reply({ question, topic, body }: ToWorker & { kind: "question" }): Promise<void> {
    try {
      const value: unknown = await this.handlers.get(topic)?.(body as never);
      this.channel?.send({ kind: "answer", question, outcome: { value } });
    } catch (error) {
      const { status, message: said, headers } = toRefusal(error);
      this.channel?.send({ kind: "answer", question, outcome: { refused: { status, message: said, headers } } });
    }
  }

  private ask<T>(asked: Asked): Promise<Answer<T>[]> {
    const { channel } = this;
    if (!channel) return Promise.resolve([]);
    this.questions += 1;
    const id = this.questions;
    return new Promise((resolve) => {
      this.asked.set(id, resolve as (answers: Answer[]) => void);
      channel.send({ kind: "ask", id, ...asked });
    });
  }

  /** Asks every other worker whose ports are open. @throws OipRefusal what one of them refused; 503 when one is silent */
  async others<T>(topic: string, body: unknown = null): Promise<T[]> {
    return valuesOf(await this.ask<T>({ topic, body, to: { others: "serving" }, limitMs: answerLimitMs }));
  }

  /** Asks every other worker, those that are starting too. */
  everyOther<T>(topic: string, body: unknown, limitMs = answerLimitMs): Promise<Answer<T>[]> {
    return this.ask<T>({ topic, body, to: { others: "joined" }, limitMs });
  }

  /** Asks one worker, once its ports are open. @throws OipRefusal what it refused; 503 when it ended or is silent */
  async one<T>(slot: string, topic: string, body: unknown): Promise<T> {
    const [answer] = await this.ask<T>({ topic, body, to: { slot }, limitMs: 2 * answerLimitMs });
    const [value] = answer ? valuesOf([answer]) : [];
    if (value === undefined) throw silent(slot);
    return value;
  }

  /** Runs the work while no other worker, and nothing else here, has the turn. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(() => this.inTurn(work));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { channel } = this;
    if (channel) {
      await new Promise<void>((resolve) => {
        this.turns.push(resolve);
        channel.send({ kind: "wantTurn" });
      });
    }
    try {
      return await work();
    } finally {
      channel?.send({ kind: "endTurn" });
    }
  }

  /** The worker that remembers an id: the same for all of them, and for each one that is started in its slot. */
  ownerOf(id: string): string {
    return this.size === 1 ? this.slot : String(createHash("sha256").update(id, "utf8").digest().readUInt32BE() % this.size);
  }
}

const silent = (slot: string) => new OipRefusal(503, `serving worker ${slot} does not answer: try again`, { "Retry-After": "1" });

/** What each said; those that ended meanwhile say nothing. @throws OipRefusal */
function valuesOf<T>(answers: readonly Answer<T>[]): T[] {
  return answers.flatMap((answer) => {
    if ("value" in answer) return [answer.value];
    if ("refused" in answer) throw new OipRefusal(answer.refused.status, answer.refused.message, answer.refused.headers);
    if (answer.problem === "silent") throw silent(answer.slot);
    return [];
  });
}

export const aloneIn = (slot: string): Fleet => new Fleet({ slot, size: 1, channel: null });
