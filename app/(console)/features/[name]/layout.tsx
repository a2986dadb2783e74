import type { ReactNode } from "react";
import { readFeature } from "./read.ts";

/** Above the loading state, so that a feature that is none answers 404. */
export default async function FeatureLayout({ params, children }: { params: Promise<{ name: string }>; children: ReactNode }) {
  await readFeature((await params).name);
  return children;
}
