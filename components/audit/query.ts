import { auditActions, type AuditAction } from "#server/domains/audit/contract.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

export type AuditQuery = { action?: AuditAction; subject?: string; cursor?: string; limit: number };
const pageSize = 50;

export function auditQuery(get: (key: string) => string | undefined): AuditQuery {
  return { action: auditActions.find((action) => action === get("action")), subject: get("subject"), cursor: get("cursor"), limit: pageSize };
}

export const auditHref = ({ action, subject, cursor }: Partial<AuditQuery>): string => withQuery(paths.audit(), { action, subject, cursor });

/** "release.rolled_back" as words: "Release rolled back". */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The detail's plain values, as "model flight-delay, version 3"; what is deeper is left to the row's title. */
export function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "").map(([key, value]) => `${key.replaceAll(/_|(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase()} ${String(value)}`).join(", ");
}

/** Where a row's subject can be looked at, if it has a page. */
export function subjectHref(event: { action: string; subject: string }): string | null {
  if (event.action.startsWith("release.") && /^\d+$/.test(event.subject)) return paths.release(event.subject);
  return null;
}
