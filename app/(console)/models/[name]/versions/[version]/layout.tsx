import type { ReactNode } from "react";
import { readVersion } from "./read.ts";

/** Above the loading state, so that a version that is none answers 404. */
export default async function VersionLayout({ params, children }: { params: Promise<{ name: string; version: string }>; children: ReactNode }) {
  const { name, version } = await params;
  await readVersion(name, version);
  return children;
}
