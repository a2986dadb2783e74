"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { servingUrlOf } from "../serving/predict-lines.ts";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { CopyBlock, CopyButton } from "../ui/copy.tsx";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { snippet, snippetTasks, snippetTools, type Example } from "./snippets.ts";

const tasks = [{ value: "register", text: "Register" }, { value: "load", text: "Load" }, { value: "infer", text: "Predict" }, { value: "search", text: "Search" }] as const;
const tools = [{ value: "python", text: "Python" }, { value: "curl", text: "curl" }] as const;
const parsers = { lines: parseAsStringLiteral(snippetTasks).withDefault("load"), tool: parseAsStringLiteral(snippetTools).withDefault("python") };

/** Lines to paste that do something with this version; which, and in what, is in the address. */
export function SnippetsPanel({ version, example }: { version: VersionPageView; example: Example | null }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const [asked, setAsked] = useQueryStates(parsers);
  const replicas = useQuery({ ...trpc.serving.replicas.queryOptions(), enabled: asked.lines === "infer" });
  const text = snippet({ origin, servingUrl: servingUrlOf(replicas.data ?? [], origin), version, example }, asked.lines, asked.tool);
  return (
    <Panel title="Lines to paste" note={<>with this host and {version.model} <span className="whitespace-nowrap">v{version.version}</span></>} actions={
      <>
        <SegmentedControl label="What for" options={tasks} value={asked.lines} onChange={(lines) => void setAsked({ lines })} />
        <SegmentedControl label="In" options={tools} value={asked.tool} onChange={(tool) => void setAsked({ tool })} />
        <CopyButton text={text} label="Copy the lines" />
      </>
    }>
      <CopyBlock text={text} label={`${asked.lines}, ${asked.tool}`} bare />
    </Panel>
  );
}
