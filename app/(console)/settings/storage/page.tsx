import type { Metadata } from "next";
import { StorageScreen } from "#components/storage/storage-screen.tsx";
import { storageSorts } from "#server/domains/monitoring/contract-storage.ts";
import { paths } from "#server/shared/paths.ts";
import { oneOf, open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Storage" };
const pageSize = 50;

export default async function StoragePage({ searchParams }: { searchParams: Search }) {
  const query = await queryOf(searchParams);
  const input = { query: query("query"), sort: oneOf(storageSorts, query("sort")) ?? storageSorts[0], limit: pageSize, cursor: query("cursor") };
  const [summary, page] = await open(paths.storage(), (door) => Promise.all([door.storage.summary(), door.storage.list(input)]));
  return <StorageScreen input={input} summary={summary} initial={page} />;
}
