"use client";
import dynamic from "next/dynamic";
import { useEffect, useState, type ReactNode } from "react";
import { BottomBar } from "./bottom-bar.tsx";
import { DemoStrip } from "./demo-strip.tsx";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";
import { useNavCounts } from "./use-waiting.ts";

// It comes when it is first opened.
const Palette = dynamic(() => import("./palette.tsx").then((module) => module.Palette), { ssr: false });

/** Rail, top bar, page: the same around every page of the console. */
export function Shell({ children }: { children: ReactNode }) {
  const [palette, setPalette] = useState(false);
  const counts = useNavCounts();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className="flex min-h-dvh">
      <a href="#main" className="sr-only rounded-control bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50">Skip to the page</a>
      <Rail counts={counts} />
      <div className="min-w-0 flex-1">
        <TopBar openPalette={() => setPalette(true)} />
        <DemoStrip />
        <main id="main" tabIndex={-1} className="mx-auto grid max-w-[1400px] grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-5 pb-24 outline-none md:px-6 md:pb-10">{children}</main>
      </div>
      <BottomBar counts={counts} />
      {palette ? <Palette open onClose={() => setPalette(false)} /> : null}
    </div>
  );
}
