import type { Metadata } from "next";
import { ServingScreen } from "#components/serving/serving-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open } from "../open.ts";

export const metadata: Metadata = { title: "Serving" };

export default async function ServingPage() {
  const [environments, replicas] = await open(paths.serving(), (door) => Promise.all([door.environments.list(), door.serving.replicas()]));
  return <ServingScreen environments={environments} replicas={replicas} />;
}
