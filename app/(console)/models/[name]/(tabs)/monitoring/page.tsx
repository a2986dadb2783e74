import type { Metadata } from "next";
import { MonitoringScreen } from "#components/monitoring/monitoring-screen.tsx";
import { mainEnvironment, mainRange, monitorQuery } from "#components/monitoring/query.ts";
import { paths } from "#server/shared/paths.ts";
import { open, orRefusal, queryOf, segment, type Search } from "../../../../open.ts";

type Props = { params: Promise<{ name: string }>; searchParams: Search };
const versionsOffered = 50;
/** Contract: the drift window of a version that names none. */
const dayS = 86_400;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Monitoring of ${segment((await params).name)}` };
}

export default async function MonitoringPage({ params, searchParams }: Props) {
  const name = segment((await params).name);
  const get = await queryOf(searchParams);
  const { about, opened } = await open(paths.modelMonitoring(name), async (door) => {
    const [model, versions] = await Promise.all([door.models.get({ model: name }), door.versions.list({ model: name, limit: versionsOffered })]);
    const environments = [...new Set(model.routes.map((route) => route.environment))];
    const environment = mainEnvironment(environments);
    const window = versions.items[0]?.tags.find((tag) => tag.key === "signalbox.drift_window_seconds");
    const range = mainRange(Number(window?.value ?? dayS));
    const query = monitorQuery({ model: name, environment, range }, get);
    const { data, refusal } = await orRefusal(door.monitoring.monitor(query));
    return { about: { model: name, environment, environments, versions: versions.items.map((version) => version.version), range }, opened: { query: { ...query, feature: query.feature ?? data?.distribution?.feature }, view: data, problem: refusal } };
  });
  return <MonitoringScreen about={about} opened={opened} />;
}
