/**
 * `POST /v1/labels`: what came true of predictions, by their ids. NDJSON; each line is judged by itself, and those that are
 * good are taken in one transaction: without the database none is.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { labelRetentionDays } from "../../domains/monitoring/contract-quality.ts";
import { findLogged, takeLabels, type NewLabel } from "../../domains/monitoring/index.ts";
import { labelValue } from "../../domains/monitoring/rules/quality/label-pages.ts";
import { readBody as readReceipt, type ReceiptBody } from "../../domains/monitoring/rules/quality/receipt-body.ts";
import { OipRefusal } from "../../adapters/http/oip/index.ts";
import type { Deps } from "../../platform/deps.ts";
import { rfc3339Ms } from "../../shared/rfc3339.ts";
import type { ErrorCode } from "../../shared/errors.ts";
import type { Fleet } from "./fleet/fleet.ts";
import { badLine, eachLine, LineRefusal, type LinesAnswer, type Members, type RefusedLine } from "./lines.ts";
import type { Gauge } from "./metrics.ts";
import { idHash, receiptPrefix, requestName, type Receipts } from "./receipts.ts";

/** A prediction of another process is in the log after its flush and the worker's next turn. */
const defaultPatienceMs = 2000;
const askAgainMs = 200;
const lookedUpAtOnce = 2000;
const longestId = 4096;
const latelyTopic = "labels.lately";

type Parts = { deps: Deps; receipts: Receipts; fleet: Fleet; /** How long an id that is not known yet is waited for. */ patienceMs?: number | undefined };
/** `row`: the id's own, as `#3` names it; `names`: under which the log may have it, and which row each name means. */
type Line = { line: number; label: unknown; body: ReceiptBody | null; row: number; names: { hash: string; row: number }[] };

const rowNumber = /^(.+)#(0|[1-9]\d{0,8})$/s;

const shown = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? String(value) : Array.isArray(value) ? "a list" : "an object";
};

/** Which segments counted a row. */
function segmentsOf({ head, rows }: ReceiptBody, row: number): NewLabel["of"]["segments"] {
  const segments = rows === null || rows === "log" ? null : rows.segments;
  if (segments === null) return null;
  const of = head.segments.flatMap((feature, i) => {
    const place = segments.places[i]?.[row];
    return place === undefined ? [] : [{ feature, place }];
  });
  return { layout: segments.layout, of };
}

function readTimestamp(value: unknown): void {
  if (value === undefined || value === null) return;
  const known = typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : typeof value === "string" && !Number.isNaN(rfc3339Ms(value));
  if (!known) throw badLine("timestamp is when the label became known: RFC 3339 text with its zone, or whole milliseconds since 1970.");
}

export class LabelIntake {
  private readonly parts: Parts;
  private readonly totals = { accepted: 0, duplicate: 0, rejected: 0 };
  /** Labels of one request come one after another, each with the whole receipt. */
  private last: { text: string; body: ReceiptBody } | null = null;
  constructor(parts: Parts) {
    this.parts = parts;
    parts.fleet.answer(latelyTopic, (hashes: string[]) => this.lately(hashes));
  }

  private open(text: string): ReceiptBody {
    if (this.last?.text === text) return this.last.body;
    const bytes = this.parts.receipts.open(text);
    if (bytes === null) throw badLine("This prediction_id is no receipt of this installation: it was cut, changed or issued elsewhere. Send it exactly as the prediction answered it.");
    const body = readReceipt(bytes);
    this.last = { text, body };
    return body;
  }

  private read(members: Members, line: number): Line {
    const { prediction_id: id, label } = members;
    if (typeof id !== "string" || id === "") throw badLine("prediction_id is missing: the text that the prediction answered, or the id that was sent with it, is wanted.");
    if (id.length > longestId) throw badLine(`prediction_id has ${id.length} characters, and none that was answered is longer than ${longestId}.`);
    if (label === undefined || label === null) throw badLine("label is missing.");
    readTimestamp(members["timestamp"]);
    const [, head, number] = rowNumber.exec(id) ?? [];
    const row = Number(number ?? 0);
    if (id.startsWith(receiptPrefix)) {
      const body = this.open(head ?? id);
      return { line, label, body: body.rows === "log" ? null : body, row, names: body.rows === "log" ? [{ hash: idHash(requestName(body.head)), row }] : [] };
    }
    // A client's own id may end like a row: the whole of it comes first.
    return { line, label, body: null, row, names: [{ hash: idHash(id), row: 0 }, ...(head === undefined ? [] : [{ hash: idHash(head), row }])] };
  }

  /** What this process logged last of these. */
  private lately(hashes: readonly string[]): [string, string][] {
    return hashes.flatMap((hash): [string, string][] => {
      const body = this.parts.receipts.lately(hash);
      return body === undefined ? [] : [[hash, body]];
    });
  }

  /** Finds what ids refer to here, in the other workers and in the log, waiting a little for what is not there yet. */
  private async lookUp(lines: readonly Line[]): Promise<void> {
    const { deps, fleet, patienceMs = defaultPatienceMs } = this.parts;
    const until = performance.now() + patienceMs;
    for (let missing = lines.filter(({ names }) => names.length > 0); missing.length > 0;) {
      const hashes = [...new Set(missing.flatMap(({ names }) => names.map((name) => name.hash)))];
      const found = new Map(this.lately(hashes));
      const unknown = () => hashes.filter((hash) => !found.has(hash));
      // A worker that does not answer now has its predictions in the log soon.
      if (unknown().length > 0) for (const answer of await fleet.everyOther<[string, string][]>(latelyTopic, unknown())) if ("value" in answer) for (const [hash, body] of answer.value) found.set(hash, body);
      const wanted = unknown();
      for (let at = 0; at < wanted.length; at += lookedUpAtOnce) for (const [hash, body] of await findLogged(deps.db, wanted.slice(at, at + lookedUpAtOnce))) found.set(hash, body);
      for (const line of missing) {
        const name = line.names.find(({ hash }) => found.has(hash));
        if (!name) continue;
        line.body = readReceipt(Buffer.from(found.get(name.hash) ?? "", "base64"));
        line.row = name.row;
      }
      missing = missing.filter(({ body }) => body === null);
      if (performance.now() >= until) return;
      if (missing.length > 0) await sleep(askAgainMs);
    }
  }

  private labelOf({ line, label, body, row }: Line, nowMs: number): NewLabel {
    if (body === null) throw new LineRefusal("not_found", "No prediction with this id is known. Its own id has to be sent with the prediction as parameters.prediction_id, and its rows are kept a second later.");
    const { head, rows } = body;
    if (nowMs - head.issuedAt * 1000 > labelRetentionDays * 86_400_000) throw new LineRefusal("gone", `The prediction was answered ${new Date(head.issuedAt * 1000).toISOString()}; labels are taken for ${labelRetentionDays} days.`);
    if (row >= head.rows) throw badLine(`The prediction has ${head.rows} row${head.rows === 1 ? "" : "s"}, numbered from #0; there is no #${row}.`);
    const own = rows === null || rows === "log" ? undefined : rows.of[row];
    if (rows === null || rows === "log" || own === undefined) throw new LineRefusal("not_computable", "It is not known which output of this version is the score: set the tags signalbox.task and signalbox.score on the version. Predictions made from then on can be labelled.");
    const read = labelValue(rows.task, label);
    if ("wanted" in read) throw badLine(`label is ${shown(label)}; a ${rows.task} label is ${read.wanted}.`);
    if (own.score !== null && !Number.isFinite(own.score)) throw new LineRefusal("not_computable", `The row's score is ${rows.task === "regression" ? "no finite number" : "no number from 0 to 1"}, so that a label has nothing to be compared with.`);
    return { line, label: read.label, of: { issuedAt: head.issuedAt, replicaId: head.replicaId, incarnation: head.incarnation, versionId: head.versionId, environment: head.environment, startsAtMs: head.startsAtMs, sequence: head.sequence + row, row: { task: rows.task, ...own }, segments: segmentsOf(body, row) } };
  }

  /** @throws OipRefusal 413 for too many lines, 503 without the database: nothing is taken then */
  async take(body: Buffer): Promise<LinesAnswer> {
    const { deps } = this.parts;
    const lines: Line[] = [];
    const rejected: RefusedLine[] = await eachLine(body, (members, line) => { lines.push(this.read(members, line)); });
    const refuse = (line: number, code: ErrorCode, detail: string) => rejected.push({ line, code, detail });
    try {
      await this.lookUp(lines);
      const labels: NewLabel[] = [];
      for (const line of lines) {
        try {
          labels.push(this.labelOf(line, deps.clock.now().getTime()));
        } catch (error) {
          if (!(error instanceof LineRefusal)) throw error;
          refuse(line.line, error.code, error.message);
        }
      }
      const { accepted, duplicate, gone } = await takeLabels(deps, labels);
      for (const line of gone) refuse(line, "not_found", "The version that made this prediction is not registered any more.");
      this.totals.accepted += accepted;
      this.totals.duplicate += duplicate;
      this.totals.rejected += rejected.length;
      return { accepted, duplicate, rejected: rejected.sort((a, b) => a.line - b.line) };
    } catch (error) {
      deps.log.warn("labels were not taken", { error: error as Error });
      throw new OipRefusal(503, "the database does not take labels now, and none of these was taken: send them again, those that were sent before count once", { "Retry-After": "10" });
    }
  }

  gauges(): Gauge[] {
    return [
      { name: "signalbox_serving_labels_total", help: "Labels by what became of them.", type: "counter", samples: Object.entries(this.totals).map(([outcome, value]) => ({ labels: { outcome }, value })) },
      { name: "signalbox_serving_predictions_not_kept_total", help: "Predictions with ids of their own, or of many rows, that the log had no room for: they cannot be labelled.", type: "counter", samples: [{ labels: {}, value: this.parts.receipts.notKept }] },
    ];
  }
}
