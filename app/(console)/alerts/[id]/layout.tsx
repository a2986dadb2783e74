import type { ReactNode } from "react";
import { readAlert } from "./read.ts";

/** Above the loading state, so that an alert that is none answers 404. */
export default async function AlertLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readAlert((await params).id);
  return children;
}
