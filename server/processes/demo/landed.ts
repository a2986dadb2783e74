/** What becomes of predicted flights: a label once each has landed, sent as any user would by the public protocol. */
import type { InferenceClient } from "./infer.ts";

type Labels = { prediction_id: string; label: 0 | 1 }[];
export type Predicted = { predictionId: string; flights: readonly { landsAt: number; late: boolean }[] };

/** Seconds of the demo's clock between two requests. */
const everySeconds = 600;
/** Labels kept for another try. */
const mostKept = 50_000;

/** Predictions whose flights are in the air, by the minute in which they land. */
export class LandedLabels {
  private readonly client: InferenceClient;
  private readonly token: string;
  private readonly minutes = new Map<number, Labels>();
  private sentAt = 0;
  constructor(client: InferenceClient, token: string) {
    this.client = client;
    this.token = token;
  }

  /** Flight i is row i of the prediction. */
  add({ predictionId, flights }: Predicted): void {
    for (const [row, { landsAt, late }] of flights.entries()) {
      const minute = Math.ceil(landsAt / 60);
      const labels = this.minutes.get(minute) ?? [];
      labels.push({ prediction_id: `${predictionId}#${row}`, label: late ? 1 : 0 });
      this.minutes.set(minute, labels);
    }
  }

  /** Sends what has landed by `at`, seconds of the demo's clock; every ten minutes of it, or at once. What was not taken is sent with the next. */
  async send(at: number, atOnce = false): Promise<void> {
    if (!atOnce && Math.abs(at - this.sentAt) < everySeconds) return;
    this.sentAt = at;
    const landed = [...this.minutes.keys()].filter((minute) => minute * 60 <= at);
    const labels = landed.flatMap((minute) => this.minutes.get(minute) ?? []);
    for (const minute of landed) this.minutes.delete(minute);
    if (labels.length === 0) return;
    try {
      await this.client.label(this.token, labels);
    } catch (error) {
      this.minutes.set(Math.max(...landed), labels.slice(-mostKept));
      throw error;
    }
  }
}
