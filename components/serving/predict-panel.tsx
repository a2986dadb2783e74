"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { CopyBlock, CopyButton } from "../ui/copy.tsx";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { curlLines, pythonLines, servingUrlOf } from "./predict-lines.ts";

type Tool = "curl" | "python";
const tools = [{ value: "curl", text: "curl" }, { value: "python", text: "tritonclient" }] as const;

/** The lines that send one prediction to a served version, with its own inputs. */
export function PredictPanel({ model, version, environment, title = "Send a prediction" }: { model: string; version: string; environment: string; title?: string }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const [tool, setTool] = useState<Tool>("curl");
  const replicas = useQuery(trpc.serving.replicas.queryOptions());
  const about = useQuery(trpc.versions.get.queryOptions({ model, version: Number(version) }));
  const ready = replicas.data !== undefined && about.data !== undefined;
  const ask = { servingUrl: servingUrlOf(replicas.data ?? [], origin), model, environment, inputs: about.data?.signature?.inputs ?? [] };
  const lines = tool === "curl" ? curlLines(ask) : pythonLines(ask);
  return (
    <Panel title={title} note={<>to <span className="[overflow-wrap:anywhere]">{model}</span> in {environment}, by the Open Inference Protocol</>}
      actions={<><SegmentedControl label="Tool" options={tools} value={tool} onChange={setTool} /><CopyButton text={lines} label="Copy the lines" /></>}>
      {ready ? <CopyBlock text={lines} label={`A prediction by ${tool}`} bare /> : <div className="px-3.5 py-3"><Skeleton className="h-24 w-full" /></div>}
      {ready && about.data?.signature === null ? <p className="border-t border-line px-3.5 py-2 text-note text-ink-3">This version has no signature: fill in the tensors of its ONNX file, as {ask.servingUrl}/v2/models/{model} lists them.</p> : null}
    </Panel>
  );
}
