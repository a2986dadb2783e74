import type { ReactNode } from "react";
import { VersionHead } from "#components/versions/version-head.tsx";
import { readVersion } from "./read.ts";

/** The head that a version's places share; above the loading state, so that a version that is none answers 404. */
export default async function VersionLayout({ params, children }: { params: Promise<{ name: string; version: string }>; children: ReactNode }) {
  const { name, version } = await params;
  return (
    <>
      <VersionHead initial={await readVersion(name, version)} />
      {children}
    </>
  );
}
