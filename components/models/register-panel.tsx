"use client";
import Link from "next/link";
import { paths } from "#server/shared/paths.ts";
import { useSession } from "../shell/session.tsx";
import { CopyBlock, CopyButton } from "../ui/copy.tsx";
import { Panel } from "../ui/panel.tsx";

/** The lines that register a model here, from the MLflow client as it is. */
export const registerLines = (origin: string, model = "my-model"): string => `# export MLFLOW_TRACKING_TOKEN=…   a token from Settings
import mlflow
mlflow.set_tracking_uri("${origin}")
with mlflow.start_run():
    mlflow.log_artifact("baseline.parquet")   # training data, for drift
    mlflow.onnx.log_model(onnx_model, name="model", registered_model_name="${model}",
                          signature=signature, input_example=example)`;

export function RegisterPanel({ model }: { model?: string }) {
  const { origin } = useSession();
  const lines = registerLines(origin, model);
  return (
    <Panel title="Register from Python" note={<>the MLflow client you already have; its token is made in <Link href={paths.settings()} className="sb-link">Settings</Link></>} actions={<CopyButton text={lines} label="Copy the Python lines" />}>
      <CopyBlock text={lines} label="Python" bare />
    </Panel>
  );
}
