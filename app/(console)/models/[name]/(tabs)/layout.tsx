import type { ReactNode } from "react";
import { ModelHead } from "#components/models/model-head.tsx";
import { ModelRollback } from "#components/releases/model-rollback.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../open.ts";

/** The head that a model's tabs share. */
export default async function ModelLayout({ params, children }: { params: Promise<{ name: string }>; children: ReactNode }) {
  const name = segment((await params).name);
  const model = await open(paths.model(name), (door) => door.models.get({ model: name }));
  return (
    <>
      <ModelHead initial={model} actions={<ModelRollback model={name} />} />
      {children}
    </>
  );
}
