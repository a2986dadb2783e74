import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { robots: { index: false, follow: false }, referrer: "no-referrer" };

/** For charts in other pages: no session, no console around. Round corners show the page they are in. */
const rules = "html, body { background: transparent }";

export default function EmbedLayout({ children }: { children: ReactNode }) {
  return <><style>{rules}</style>{children}</>;
}
