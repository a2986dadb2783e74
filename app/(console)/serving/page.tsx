import type { Metadata } from "next";
import { ServingScreen } from "#components/serving/serving-screen.tsx";
import { fleetSorts } from "#server/domains/monitoring/contract-fleet.ts";
import { environments } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { oneOf, open, queryOf, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Serving" };
const pageSize = 50;

export default async function ServingPage({ searchParams }: { searchParams: Search }) {
  const query = await queryOf(searchParams);
  const input = { environment: oneOf(environments, query("environment")) ?? "production", query: query("query"), sort: oneOf(fleetSorts, query("sort")) ?? "-requests", limit: pageSize, cursor: query("cursor") };
  const [fleet, replicas, backends] = await open(paths.serving(), (door) => Promise.all([door.monitoring.fleet(input), door.serving.replicas(), door.serving.backends({})]));
  return <ServingScreen input={input} fleet={fleet} replicas={replicas} backends={backends} />;
}
