"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ModelView, VersionListItem } from "#server/domains/registry/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths, withQuery } from "#server/shared/paths.ts";
import { usePicked } from "../compare/use-picked.tsx";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { plural } from "../ui/format.ts";
import { CopyBlock, CopyButton } from "../ui/copy.tsx";
import { Facts } from "../ui/facts.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { registerLines } from "./register-panel.tsx";
import { sharedMetrics, versionColumns } from "./version-columns.tsx";

const kinds: readonly LiveKind[] = ["version.created", "version.changed", "alias.set", "baseline.changed", "route.changed"];
const loadLines = (origin: string, model: ModelView): string => `import mlflow
mlflow.set_tracking_uri("${origin}")
model = mlflow.pyfunc.load_model("models:/${model.name}${model.aliases[0] ? `@${model.aliases[0].alias}` : `/${model.latestVersion ?? 1}`}")`;

export type VersionsQuery = { model: string; limit: number; cursor?: string };

export function ModelScreen({ model, input, initial }: { model: ModelView; input: VersionsQuery; initial: Page<VersionListItem> }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const filters = useMemo(() => [trpc.versions.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model: model.name });
  const { data } = useQuery({ ...trpc.versions.list.queryOptions(input), initialData: initial });
  const { column: pick, lever: compare } = usePicked<VersionListItem>();
  const columns = useMemo(() => [pick, ...versionColumns(sharedMetrics(data.items))], [pick, data.items]);
  const load = loadLines(origin, model);
  return (
    <>
      <Panel title="Versions" note={plural(model.versionCount, "version", "versions")} actions={model.versionCount > 1 ? compare : null}>
        {data.items.length === 0 ? <EmptyState title="No version yet" lines={registerLines(origin, model.name)} lang="Python lines">Log a model under this name.</EmptyState>
          : <Table label={`Versions of ${model.name}`} columns={columns} rows={data.items} rowKey={(row) => row.version} opens="version" href={(row) => paths.modelVersion(model.name, row.version)} />}
        <Pager first={input.cursor === undefined ? null : paths.model(model.name)} next={data.nextCursor === null ? null : withQuery(paths.model(model.name), { cursor: data.nextCursor })} />
      </Panel>
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="About" padded>
          <Facts items={[
            ["Owner", model.owner ?? "nobody yet: set the tag signalbox.owner"],
            ["Aliases", model.aliases.length === 0 ? "none" : <span className="inline-flex flex-wrap gap-1.5" key="aliases">{model.aliases.map((alias) => <Tag key={alias.alias}>@{alias.alias} is v{alias.version}</Tag>)}</span>],
            ["Tags", model.tags.length === 0 ? "none" : <span className="inline-flex flex-wrap gap-1.5" key="tags">{model.tags.map((tag) => <Tag key={tag.key}>{tag.key}={tag.value}</Tag>)}</span>],
            ["Created", <Time key="created" at={model.createdAt} />],
          ]} />
        </Panel>
        <Panel title="Load it in Python" className="flex flex-col" actions={<CopyButton text={load} label="Copy the Python lines" />}><CopyBlock text={load} label="Python" bare /></Panel>
      </div>
    </>
  );
}
