import type { DeliveryView } from "#server/domains/webhooks/contract.ts";
import { count, milliseconds, nothing } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { DeliveryMark } from "./standing-mark.tsx";
import { answerWords, wordsOf } from "./words.ts";

export const deliveryColumns: readonly Column<DeliveryView>[] = [
  { key: "event", head: "Event", slot: "lead", cell: (row) => <span className="font-medium">{wordsOf(row)}</span> },
  { key: "model", head: "Model", slot: "under", cell: (row) => <span className="text-ink-2">{row.model ?? nothing}{row.replayOf === null ? "" : ", sent again"}</span> },
  { key: "state", head: "State", slot: "trail", cell: (row) => <DeliveryMark state={row.state} /> },
  { key: "answer", head: "Answer", slot: "hide", cell: (row) => <span className="text-ink-2">{answerWords(row)}</span> },
  { key: "took", head: "Took", right: true, slot: "hide", className: "text-ink-3", cell: (row) => row.tookMs === null ? nothing : milliseconds(row.tookMs) },
  { key: "attempts", head: "Tries", right: true, slot: "hide", cell: (row) => count(row.attempts) },
  { key: "at", head: "Queued", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
];
