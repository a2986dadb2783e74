import type { Metadata } from "next";
import { AuditScreen } from "#components/audit/audit-screen.tsx";
import { auditHref, auditQuery } from "#components/audit/query.ts";
import { open, queryOf, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  const input = auditQuery(await queryOf(searchParams));
  const page = await open(auditHref(input), (door) => door.audit.list(input));
  return <AuditScreen input={input} initial={page} />;
}
