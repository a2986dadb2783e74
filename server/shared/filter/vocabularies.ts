import { lampStates } from "../lamps.ts";
import type { FieldKind, FilterField, Vocabulary } from "./ast.ts";

type Rest = { label: string } & Partial<Pick<FilterField, "aliases" | "choices" | "nullable">>;
const field = <Name extends string>(name: Name, kind: FieldKind, rest: Rest) => ({ aliases: [], ...rest, name, kind }) satisfies FilterField;

const tags = field("tags", "pair", { label: "Tag", aliases: ["tag"] });
const metrics = field("metrics", "measure", { label: "Metric", aliases: ["metric"] });
const params = field("params", "pair", { label: "Parameter", aliases: ["param", "parameter", "parameters"] });
const words = field("words", "text", { label: "Words", aliases: ["text"] });
const stages = ["None", "Staging", "Production", "Archived"] as const;

const modelFields = [
  words,
  field("name", "text", { label: "Name" }),
  field("owner", "text", { label: "Owner", aliases: ["owner_team"], nullable: true }),
  field("description", "text", { label: "Description", nullable: true }),
  tags,
  field("environment", "text", { label: "Serves in", aliases: ["serves", "env"] }),
  field("drift", "choice", { label: "Drift now", aliases: ["state"], choices: lampStates }),
  field("is", "choice", { label: "Is", choices: ["serving", "waiting", "archived"] }),
  field("alias", "text", { label: "Alias", aliases: ["aliases"] }),
  field("stage", "choice", { label: "Stage", aliases: ["current_stage"], choices: stages }),
  field("version", "number", { label: "Newest version", aliases: ["version_number"] }),
  metrics, params,
  field("created", "time", { label: "Created", aliases: ["creation_timestamp", "creation_time"] }),
  field("updated", "time", { label: "Changed", aliases: ["timestamp", "last_updated_timestamp", "changed"] }),
] as const;

const versionFields = [
  field("model", "text", { label: "Model", aliases: ["name"] }),
  field("version", "number", { label: "Version", aliases: ["version_number"] }),
  field("description", "text", { label: "Description", nullable: true }),
  field("owner", "text", { label: "Owner of the model", aliases: ["owner_team"], nullable: true }),
  tags,
  field("environment", "text", { label: "Serves in", aliases: ["serves", "env"] }),
  field("drift", "choice", { label: "Drift now", aliases: ["state"], choices: lampStates }),
  field("is", "choice", { label: "Is", choices: ["serving", "waiting", "archived", "frozen"] }),
  field("alias", "text", { label: "Alias", aliases: ["aliases"] }),
  field("stage", "choice", { label: "Stage", aliases: ["current_stage"], choices: stages }),
  field("status", "text", { label: "Status" }),
  metrics, params,
  field("run_id", "text", { label: "Run" }),
  field("source", "text", { label: "Source", aliases: ["source_path"] }),
  field("created", "time", { label: "Registered", aliases: ["creation_timestamp", "creation_time", "registered"] }),
  field("updated", "time", { label: "Changed", aliases: ["timestamp", "last_updated_timestamp", "changed"] }),
] as const;

const runFields = [
  field("name", "text", { label: "Name", aliases: ["run_name"] }),
  field("status", "choice", { label: "Status", choices: ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] }),
  field("user", "text", { label: "User", aliases: ["user_id"] }),
  metrics, params, tags,
  field("is", "choice", { label: "Is", choices: ["registered"] }),
  field("started", "time", { label: "Started", aliases: ["start_time", "created"] }),
  field("ended", "time", { label: "Ended", aliases: ["end_time"], nullable: true }),
  field("run_id", "text", { label: "Run id" }),
  field("artifact_uri", "text", { label: "Artifacts" }),
] as const;

export type ModelField = (typeof modelFields)[number]["name"];
export type VersionField = (typeof versionFields)[number]["name"];
export type RunField = (typeof runFields)[number]["name"];

/** Metrics and parameters are those of the newest version; a stage is that of some version, an alias one of the model's. */
export const modelVocabulary: Vocabulary = { of: "Models", fields: modelFields };
export const versionVocabulary: Vocabulary = { of: "Versions", fields: versionFields };
export const runVocabulary: Vocabulary = { of: "Runs", fields: runFields };
