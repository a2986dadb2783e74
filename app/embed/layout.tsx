import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { robots: { index: false, follow: false }, referrer: "no-referrer" };

/** For charts in other pages: no session, no console around. The reader's own scheme, whatever the console's is. */
const rules = `html, body { background: transparent } [data-theme="reader"] { color-scheme: light dark }`;

export default function EmbedLayout({ children }: { children: ReactNode }) {
  return <><style>{rules}</style>{children}</>;
}
