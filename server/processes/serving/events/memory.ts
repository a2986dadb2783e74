/** What is remembered of events: bounded, and forgotten in time. Pure: the time is an argument. */

/** Ids counted before. The newest `kept` to twice as many are remembered. */
export class SeenIds {
  private readonly kept: number;
  private now = new Set<string>();
  private before = new Set<string>();
  constructor(kept: number) {
    this.kept = kept;
  }

  has(id: string): boolean {
    return this.now.has(id) || this.before.has(id);
  }

  add(id: string): void {
    if (this.now.size >= this.kept) {
      this.before = this.now;
      this.now = new Set();
    }
    this.now.add(id);
  }
}

export type HalfKind = "request" | "response";
export type Half<T> = { kind: HalfKind; bytes: number; value: T };
export type HalfLimits = { forMs: number; bytes: number; count: number };

/** One half of a prediction, until the other comes. */
export class Halves<T> {
  private readonly limits: HalfLimits;
  /** Oldest first: a map keeps the order of arrival. */
  private readonly waiting = new Map<string, Half<T> & { sinceMs: number }>();
  private bytes = 0;
  /** Halves whose other never came, or came too late. */
  unjoined = 0;
  constructor(limits: HalfLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** @returns the other half, which is forgotten then; "repeat" when this one waits already; null when it now waits */
  join(id: string, half: Half<T>, nowMs: number): T | "repeat" | null {
    this.expire(nowMs);
    const other = this.waiting.get(id);
    if (other?.kind === half.kind) return "repeat";
    if (other) {
      this.forget(id, other);
      return other.value;
    }
    this.waiting.set(id, { ...half, sinceMs: nowMs });
    this.bytes += half.bytes;
    while (this.bytes > this.limits.bytes || this.waiting.size > this.limits.count) this.giveUpOldest();
    return null;
  }

  /** Gives up what has waited too long. */
  expire(nowMs: number): void {
    for (const { sinceMs } of this.waiting.values()) {
      if (nowMs - sinceMs <= this.limits.forMs) return;
      this.giveUpOldest();
    }
  }

  private giveUpOldest(): void {
    const [oldest] = this.waiting;
    if (!oldest) return;
    this.forget(...oldest);
    this.unjoined += 1;
  }

  private forget(id: string, half: Half<T>): void {
    this.waiting.delete(id);
    this.bytes -= half.bytes;
  }
}
