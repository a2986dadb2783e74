import { lineageWords, type LineageScope, type LineageView } from "#server/shared/lineage.ts";
import { PageHead } from "../ui/page-head.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { LineageScreen } from "./lineage-screen.tsx";

/** What came of one data set, feature, run or version, whichever models it is of. */
export function FocusedLineage({ scope, initial }: { scope: LineageScope; initial: LineageView }) {
  const node = initial.nodes.find((one) => one.id === initial.center);
  const kind = node === undefined ? "" : lineageWords[node.kind].one;
  const name = node?.label ?? "Lineage";
  const versions = initial.nodes.filter((one) => one.kind === "version" && one.id !== initial.center);
  const serving = versions.filter((version) => version.state === "serving").length;
  const own = node?.href === null || node?.href === undefined || node.kind === "dataset" ? null : node.href;
  const came = node?.kind === "version" ? "" : versions.length === 0 ? " No version came of it." : ` ${plural(initial.versionsInAll, "version", "versions")} came of it; ${serving === 0 ? "none of them serves" : plural(serving, "of them serves", "of them serve")}.`;
  return (
    <>
      <PageHead title={name} sentence={`${kind}${node?.note ? `, ${node.note}` : ""}.${came}`} actions={own === null ? null : <ButtonLink href={own}>Open its page</ButtonLink>} />
      <LineageScreen scope={scope} narrowing="only" label={`Lineage of ${name}`} initial={initial} />
    </>
  );
}
