import type { ReleaseView } from "#server/domains/releases/contract.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";

type Diff = NonNullable<ReleaseView["signatureDiff"]>;
type Row = { sign: "+" | "−" | "~"; name: string; type: string; words: string };
const tones = { "+": "text-clear", "−": "text-danger", "~": "text-caution" } as const satisfies Record<Row["sign"], string>;

function rowsOf(diff: Diff): Row[] {
  return [
    ...diff.added.map((column): Row => ({ sign: "+", name: column.name, type: column.type, words: column.required ? "new, callers have to send it" : "new, optional" })),
    ...diff.removed.map((column): Row => ({ sign: "−", name: column.name, type: column.type, words: "no longer read" })),
    ...diff.changed.map(({ before, after }): Row => ({ sign: "~", name: after.name, type: after.type, words: `was ${before.type}${before.required === after.required ? "" : before.required ? ", was required" : ", was optional"}` })),
  ];
}

const columns: readonly Column<Row>[] = [
  { key: "name", head: "Input", slot: "lead", cell: (row) => <span className="inline-flex items-center gap-3"><span className={`w-3 font-mono font-semibold ${tones[row.sign]}`}>{row.sign}</span><code className="text-note">{row.name}</code></span> },
  { key: "type", head: "Type", slot: "trail", cell: (row) => <span className="text-ink-2">{row.type}</span> },
  { key: "words", head: "What changes", slot: "under", cell: (row) => <span className="text-ink-2">{row.words}</span> },
];

/** What callers have to send differently. */
export function InputsDiff({ release }: { release: ReleaseView }) {
  const diff = release.signatureDiff;
  if (diff === null) return <Panel title="Inputs"><EmptyState title="Nothing to compare">{release.fromVersion === null ? "No version served before this one." : "One of the versions was logged without a signature."}</EmptyState></Panel>;
  const rows = rowsOf(diff);
  return (
    <Panel title="Inputs" note={`${diff.added.length} added, ${diff.removed.length} removed, ${diff.changed.length} changed, ${diff.unchanged} unchanged`}>
      {rows.length === 0 ? <p className="px-3.5 py-3 text-ink-2">Callers send the same columns as before.</p> : <Table label="Inputs that change" columns={columns} rows={rows} rowKey={(row) => `${row.sign}${row.name}`} />}
    </Panel>
  );
}
