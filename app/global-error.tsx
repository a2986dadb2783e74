"use client";
import { ErrorState } from "#components/ui/states.tsx";
import "./globals.css";

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body><main className="mx-auto max-w-prose px-4 py-16"><ErrorState happened="The console could not draw this page." stays="Models go on serving, and nothing was changed." todo="Try again; if it stays, look at the console's log." retry={reset} /></main></body>
    </html>
  );
}
