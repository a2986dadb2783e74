import { severities, type AlertState, type Severity } from "#server/domains/monitoring/contract-alerts.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

/** What the list shows: by default what somebody may have to do something about. */
export const alertViews = ["open", "firing", "muted", "over", "watched"] as const;
export type AlertsShown = (typeof alertViews)[number];
export const shownWords = { open: "Open", firing: "Firing", muted: "Muted", over: "Over", watched: "All that is watched" } as const satisfies Record<AlertsShown, string>;
const statesOf = { open: ["firing", "pending", "muted"], firing: ["firing"], muted: ["muted"], over: ["resolved"], watched: undefined } as const satisfies Record<AlertsShown, readonly AlertState[] | undefined>;

export type AlertsQuery = { shown: AlertsShown; model?: string; severity?: Severity; cursor?: string };
const pageSize = 50;

/** What the address asks for; what is none is left out. */
export function alertsQuery(get: (key: string) => string | undefined): AlertsQuery {
  return { shown: alertViews.find((one) => one === get("state")) ?? "open", model: get("model"), severity: severities.find((one) => one === get("severity")), cursor: get("cursor") };
}

export function alertsHref({ shown, model, severity, cursor }: Partial<AlertsQuery>): string {
  return withQuery(paths.alerts(), { state: shown === "open" ? undefined : shown, model, severity, cursor });
}

/** What the server is asked. */
export function listInput(query: AlertsQuery) {
  const states = statesOf[query.shown];
  return { ...(states === undefined ? {} : { state: [...states] }), ...(query.shown === "over" ? { fired: true } : {}), model: query.model, severity: query.severity, cursor: query.cursor, limit: pageSize };
}
