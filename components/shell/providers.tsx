"use client";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import type { SessionView } from "#server/domains/identity/contract.ts";
import { NowProvider } from "../ui/time.tsx";
import { ToastProvider } from "../ui/toast.tsx";
import { CrumbProvider } from "./crumb-names.tsx";
import { LiveProvider } from "./live.tsx";
import { SessionProvider } from "./session.tsx";
import { DataProvider } from "./trpc.tsx";

/** Everything a console page leans on. `now` is the server's moment, so that the first paint agrees with it. */
export function ConsoleProviders({ session, origin, now, children }: { session: SessionView; origin: string; now: number; children: ReactNode }) {
  return (
    <NuqsAdapter>
      <DataProvider>
        <SessionProvider value={{ session, origin }}>
          <NowProvider initial={now}>
            <ToastProvider><LiveProvider><CrumbProvider>{children}</CrumbProvider></LiveProvider></ToastProvider>
          </NowProvider>
        </SessionProvider>
      </DataProvider>
    </NuqsAdapter>
  );
}
