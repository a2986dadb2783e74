"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { auditActions, type AuditEventView } from "#server/domains/audit/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { count, shortDigest } from "../ui/format.ts";
import { Input, Select } from "../ui/field.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { actionWords, auditHref, detailWords, subjectHref, type AuditQuery } from "./query.ts";

const typingMs = 250;
const pollUnsealedMs = 1_500;
const parsers = { action: parseAsString, subject: parseAsString, cursor: parseAsString };

function Subject({ event }: { event: AuditEventView }) {
  const href = subjectHref(event);
  return href === null ? <span title={event.subject} className="block max-w-44 truncate">{event.subject}</span> : <Link href={href} className="sb-link">release {event.subject}</Link>;
}

const columns: readonly Column<AuditEventView>[] = [
  { key: "at", head: "When", slot: "trail", className: "md:w-28 text-ink-3", cell: (row) => <Time at={row.at} /> },
  { key: "actor", head: "Who", slot: "under", className: "md:w-40", cell: (row) => row.actor.name },
  { key: "action", head: "What", slot: "lead", className: "md:w-44", cell: (row) => <span className="font-medium" title={row.action}>{actionWords(row.action)}</span> },
  { key: "subject", head: "Subject", slot: "hide", className: "md:w-48 text-ink-2", cell: (row) => <Subject event={row} /> },
  { key: "detail", head: "Detail", slot: "hide", cell: (row) => <span className="line-clamp-1 text-ink-2" title={JSON.stringify(row.detail)}>{detailWords(row.detail)}</span> },
  { key: "hash", head: "Chain", right: true, slot: "under-trail", className: "font-mono text-note text-ink-3", cell: (row) => row.hash === null ? <span title="Sealed within a second">not sealed yet</span> : <span title={`${row.hash}, after ${row.previousHash ?? "nothing"}`}>{count(row.seq)} · {shortDigest(row.hash)}</span> },
];

function Filters() {
  const [pending, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(typingMs), startTransition });
  return (
    <search aria-busy={pending} className="flex flex-wrap gap-3">
      <div className="w-56 max-md:flex-1"><Select label="What" value={asked.action ?? ""} onChange={(event) => void setAsked({ action: event.target.value || null, cursor: null })}><option value="">Everything</option>{auditActions.map((action) => <option key={action} value={action}>{actionWords(action)}</option>)}</Select></div>
      <div className="w-56 max-md:flex-1"><Input label="Subject" placeholder="a release number, a model, an id" value={asked.subject ?? ""} onChange={(event) => void setAsked({ subject: event.target.value || null, cursor: null })} /></div>
    </search>
  );
}

export function AuditScreen({ input, initial }: { input: AuditQuery; initial: Page<AuditEventView> }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.audit.list.queryOptions(input), initialData: initial, refetchInterval: (query) => (query.state.data?.items.some((row) => row.hash === null) ? pollUnsealedMs : false) });
  const filtered = input.action !== undefined || input.subject !== undefined;
  return (
    <>
      <PageHead title="Audit" sentence="Who did what, the newest first. Rows are only ever added, and each is sealed into a chain of hashes within a second." />
      <Filters />
      <Panel>
        {data.items.length === 0 ? <EmptyState title={filtered ? "No row fits" : "Nothing was done yet"}>{filtered ? "Another kind or subject may have some." : "The first sign-in, model or release writes the first row."}</EmptyState>
          : <Table label="Audit" columns={columns} rows={data.items} rowKey={(row) => String(row.seq)} />}
        <Pager first={input.cursor === undefined ? null : auditHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : auditHref({ ...input, cursor: data.nextCursor })} note="npm run -s audit -- verify walks the whole chain" />
      </Panel>
    </>
  );
}
