"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ModelView } from "#server/domains/registry/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { modelColumns } from "./model-columns.tsx";
import { ModelsFilter } from "./models-filter.tsx";
import { modelsHref, type ModelsQuery } from "./query.ts";
import { registerLines, RegisterPanel } from "./register-panel.tsx";

const kinds: readonly LiveKind[] = ["version.created", "version.changed", "model.changed", "route.changed", "release.requested", "release.decided", "states.judged"];

function sentence(items: ModelView[], more: boolean): string {
  const serving = items.filter((model) => model.routes.some((route) => route.environment === "production")).length;
  return `${more ? "The first " : ""}${plural(items.length, "model", "models")}${more ? "" : " registered"}, ${serving} in production.`;
}

export function ModelsScreen({ input, initial }: { input: ModelsQuery; initial: Page<ModelView> }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const filters = useMemo(() => [trpc.models.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data } = useQuery({ ...trpc.models.list.queryOptions(input), initialData: initial });
  const filtered = input.query !== undefined || input.tag !== undefined;
  const none = data.items.length === 0;
  if (none && !filtered && input.cursor === undefined) {
    return (
      <>
        <PageHead title="Models" sentence="No model is registered yet." />
        <Panel title="Register the first one"><EmptyState title="Registered models stand here" lines={registerLines(origin)} lang="Python lines">Point the MLflow client at this console with a token from Settings, and log a model under a name.</EmptyState></Panel>
      </>
    );
  }
  return (
    <>
      <PageHead title="Models" sentence={filtered || input.cursor ? undefined : sentence(data.items, data.nextCursor !== null)} />
      <ModelsFilter note={`${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel>
        {none ? <EmptyState title="No model fits">Another word may: name, owner and description are searched, and a tag is written as key or key=value.</EmptyState>
          : <Table label="Models" columns={modelColumns} rows={data.items} rowKey={(row) => row.name} href={(row) => paths.model(row.name)} opens="name" sorting={{ value: input.sort, href: (sort) => modelsHref({ ...input, sort: sort as ModelsQuery["sort"], cursor: undefined }) }} />}
        <Pager first={input.cursor === undefined ? null : modelsHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : modelsHref({ ...input, cursor: data.nextCursor })} />
      </Panel>
      <RegisterPanel />
    </>
  );
}
