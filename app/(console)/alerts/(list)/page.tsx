import type { Metadata } from "next";
import { AlertsScreen } from "#components/alerts/alerts-screen.tsx";
import { alertsHref, alertsQuery, listInput } from "#components/alerts/query.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: Search }) {
  const query = alertsQuery(await queryOf(searchParams));
  const page = await open(alertsHref(query), (door) => door.alerts.list(listInput(query)));
  return <AlertsScreen query={query} initial={page} />;
}
