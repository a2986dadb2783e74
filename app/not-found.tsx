import { ButtonLink } from "#components/ui/button.tsx";
import { paths } from "#server/shared/paths.ts";

export default function NotFound() {
  return (
    <main className="mx-auto grid max-w-prose gap-3 px-4 py-16">
      <h1 className="text-title font-semibold">Nothing has this address</h1>
      <p className="text-ink-2">The page was renamed or deleted, or the link has a typing mistake. Everything else is where it was.</p>
      <div><ButtonLink href={paths.overview()}>Go to the overview</ButtonLink></div>
    </main>
  );
}
