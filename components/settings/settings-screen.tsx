"use client";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { roleWords } from "#server/domains/identity/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { chooseTheme, type Theme } from "../shell/theme.ts";
import { ButtonLink } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Facts } from "../ui/facts.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import { TokensPanel } from "./tokens-panel.tsx";
import { WebhooksPanel } from "./webhooks-panel.tsx";

const themeChoices = [{ value: "system", text: "As the system" }, { value: "light", text: "Light" }, { value: "dark", text: "Dark" }] as const;

function Appearance({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState<Theme>(initial);
  return <SegmentedControl label="Theme" options={themeChoices} value={theme} onChange={(next) => { setTheme(next); chooseTheme(next); }} />;
}

const clientLines = (origin: string) => `export MLFLOW_TRACKING_URI=${origin}
export MLFLOW_TRACKING_TOKEN=…   # a token from this page`;
const inferLines = (address: string) => `curl ${address}/v2/models/MODEL   # what it takes
curl -X POST ${address}/v2/models/MODEL/infer -H "content-type: application/json" -d @request.json`;
const restLines = (origin: string) => `curl -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" ${origin}/api/v1/models`;

export function SettingsScreen({ theme, protections }: { theme: Theme; /** What is protected for every model. */ protections: ReactNode }) {
  const { session, origin } = useSession();
  const { person } = session;
  const replica = useQuery(useTRPC().serving.replicas.queryOptions()).data?.find((known) => known.alive);
  if (person === null) return null;
  return (
    <>
      <PageHead title="Settings" sentence={`You are ${person.name}, ${roleWords[person.role].toLowerCase()}.`} actions={<><ButtonLink href={paths.storage()}>Storage</ButtonLink><ButtonLink href={paths.trash()}>Trash</ButtonLink></>} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="You" padded>
          <Facts items={[["Name", person.name], ["E-mail", person.email], ["Role", roleWords[person.role]], ["Teams", person.teams.length === 0 ? "none" : person.teams.join(", ")], ["Theme", <Appearance key="theme" initial={theme} />]]} />
        </Panel>
        <Panel title="Connect" note="the MLflow client, the REST API, predictions" padded>
          <div className="grid gap-3"><CopyBlock text={clientLines(origin)} label="Copy the lines for the MLflow client" /><CopyBlock text={restLines(origin)} label="Copy the line for the REST API" />{replica ? <CopyBlock text={inferLines(replica.address)} label="Copy the lines for predictions" /> : null}</div>
        </Panel>
      </div>
      <TokensPanel />
      <PeoplePanel />
      {protections}
      <WebhooksPanel />
    </>
  );
}
