import type { ReactNode } from "react";
import { readRelease } from "./read.ts";

/** Above the loading state, so that a release that is none answers 404. */
export default async function ReleaseLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readRelease((await params).id);
  return children;
}
