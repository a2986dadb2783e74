"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import type { AppRouter } from "#server/adapters/trpc/router.ts";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "./problem.ts";

const context = createTRPCContext<AppRouter>();
/** The typed procedures, as options for TanStack Query. */
export const useTRPC = context.useTRPC;

/** Young data is not asked for again by a mount; the live stream says when it has changed. */
const freshMs = 5_000;
const maximumTries = 2;
/** What the server takes in one request. */
const batchSize = 10;
const urlLength = 8_000;

const newQueryClient = () => new QueryClient({
  defaultOptions: { queries: { staleTime: freshMs, refetchOnWindowFocus: true, retry: (tries, error) => tries < maximumTries && problemOf(error).retry } },
});
const newClient = () => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: paths.trpc(), maxItems: batchSize, maxURLLength: urlLength, headers: { "x-signalbox": "1" } })] });

export function DataProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>{children}</context.TRPCProvider>
    </QueryClientProvider>
  );
}
