import { ButtonLink } from "#components/ui/button.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { paths } from "#server/shared/paths.ts";

export default function NotFound() {
  return (
    <>
      <PageHead title="Nothing has this address" sentence="It was renamed or deleted, or the link has a typing mistake. Ctrl-K finds whatever has a name." />
      <div><ButtonLink href={paths.models()}>Go to the models</ButtonLink></div>
    </>
  );
}
