import type { ReactNode } from "react";
import { ShareModel } from "#components/embeds/share-model.tsx";
import { ModelHead } from "#components/models/model-head.tsx";
import { mainEnvironment } from "#components/monitoring/query.ts";
import { ModelRollback } from "#components/releases/model-rollback.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../open.ts";

/** The head that a model's tabs share. */
export default async function ModelLayout({ params, children }: { params: Promise<{ name: string }>; children: ReactNode }) {
  const name = segment((await params).name);
  const model = await open(paths.model(name), (door) => door.models.get({ model: name }));
  const routed = model.routes.map((route) => route.environment);
  return (
    <>
      <ModelHead initial={model} actions={<><ShareModel model={name} environment={routed.length === 0 ? null : mainEnvironment(routed)} /><ModelRollback model={name} /></>} />
      {children}
    </>
  );
}
