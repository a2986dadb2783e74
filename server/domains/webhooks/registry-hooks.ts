/** What MLflow's webhooks say of each registry act (mlflow 3.17, `webhooks/types.py`), as of the act. */
import type { Hook } from "../../platform/outbox.ts";
import type { AlertAction, ReleaseAction } from "./contract.ts";

type Tag = { key: string; value: string };
type About = { name: string; prompt: boolean };
type AboutVersion = About & { version: number };

/** How MLflow marks a prompt among the tags; a prompt's event leaves them out. */
const promptMarks = new Set(["mlflow.prompt.is_prompt", "_mlflow_prompt_type"]);
const promptText = "mlflow.prompt.text";

const tagsOf = (tags: readonly Tag[], hidden: (key: string) => boolean = () => false): Record<string, string> =>
  Object.fromEntries(tags.filter((tag) => !hidden(tag.key)).map((tag) => [tag.key, tag.value]));

export const modelCreated = (of: About & { tags: readonly Tag[]; description: string }): Hook => ({
  entity: of.prompt ? "PROMPT" : "REGISTERED_MODEL", action: "CREATED", model: of.name,
  data: { name: of.name, tags: tagsOf(of.tags, (key) => of.prompt && promptMarks.has(key)), description: of.description },
});

/** @param of `prompt`: that the version's own tags say so */
export const versionCreated = (of: AboutVersion & { source: string; runId: string; tags: readonly Tag[]; description: string }): Hook => {
  const about = { name: of.name, version: String(of.version) };
  if (!of.prompt) {
    return { entity: "MODEL_VERSION", action: "CREATED", model: of.name, data: { ...about, source: of.source, run_id: of.runId || null, tags: tagsOf(of.tags), description: of.description || null } };
  }
  const template = of.tags.find((tag) => tag.key === promptText)?.value ?? null;
  const tags = tagsOf(of.tags, (key) => key === promptText || promptMarks.has(key));
  return { entity: "PROMPT_VERSION", action: "CREATED", model: of.name, data: { ...about, template, tags, description: of.description || null } };
};

/** MLflow says something of a model's tags for prompts only. @param change `value` null: the tag was taken away */
export const modelTagged = (of: About, change: { key: string; value: string | null }): Hook | undefined =>
  of.prompt ? tagged("PROMPT_TAG", of.name, { name: of.name, ...change }) : undefined;

/** @param change `value` null: the tag was taken away */
export const versionTagged = (of: AboutVersion, change: { key: string; value: string | null }): Hook =>
  tagged(of.prompt ? "PROMPT_VERSION_TAG" : "MODEL_VERSION_TAG", of.name, { name: of.name, version: String(of.version), ...change });

function tagged(entity: string, model: string, { value, ...about }: Record<string, string | null>): Hook {
  return value === null || value === undefined ? { entity, action: "DELETED", model, data: about } : { entity, action: "SET", model, data: { ...about, value } };
}

export const aliasSet = (of: AboutVersion, alias: string): Hook =>
  ({ entity: of.prompt ? "PROMPT_ALIAS" : "MODEL_VERSION_ALIAS", action: "CREATED", model: of.name, data: { name: of.name, alias, version: String(of.version) } });

export const aliasDeleted = (of: About, alias: string): Hook =>
  ({ entity: of.prompt ? "PROMPT_ALIAS" : "MODEL_VERSION_ALIAS", action: "DELETED", model: of.name, data: { name: of.name, alias } });

/** Ours, beside MLflow's: what happened to a release, by whom, and where to read it. */
export const releaseMoved = (action: ReleaseAction, of: { releaseId: number; model: string; version: number; environment: string | null; alias: string | null; by: string; comment: string | null; url: string }): Hook => ({
  entity: "RELEASE", action, model: of.model,
  data: { name: of.model, version: String(of.version), release_id: String(of.releaseId), environment: of.environment, ...(of.alias === null ? {} : { alias: of.alias }), by: of.by, comment: of.comment, url: of.url },
});

type AlertHook = {
  alertId: number; model: string; environment: string; version: number; subject: string; statistic: string; severity: string; state: string; value: number | null; threshold: number; windowSeconds: number;
  firedAt: string | null; text: string; url: string;
};

/** What happened to an alert, with its numbers, a sentence and the address where it can be read. */
export const alertMoved = (action: AlertAction, of: AlertHook, slack: NonNullable<Hook["slack"]>): Hook => ({
  entity: "ALERT", action, model: of.model, slack,
  data: {
    name: of.model, alert_id: String(of.alertId), state: of.state, environment: of.environment, version: String(of.version), subject: of.subject, statistic: of.statistic, severity: of.severity,
    value: of.value, threshold: of.threshold, window_seconds: of.windowSeconds, fired_at: of.firedAt, text: of.text, url: of.url,
  },
});
