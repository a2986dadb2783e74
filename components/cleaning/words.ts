import type { DependentsView, TrashItemView } from "#server/domains/registry/contract-cleaning.ts";
import { plural } from "../ui/format.ts";

/** What a model or version is called in a sentence. */
export const subjectOf = ({ model, version }: { model: string; version: string | null }): string => (version === null ? model : `${model} v${version}`);

/** What goes with it, and what stays and will miss it; one sentence each. */
export function consequences(of: DependentsView): string[] {
  const goes = [
    of.version === null ? plural(of.versions, "version", "versions") : "",
    of.aliases.length > 0 ? `${of.aliases.length === 1 ? "the alias" : "the aliases"} ${of.aliases.join(", ")}` : "",
    of.cards > 0 ? plural(of.cards, "model card", "model cards") : "",
    of.baselines > 0 ? plural(of.baselines, "baseline", "baselines") : "",
  ].filter(Boolean);
  return [
    goes.length > 0 ? `With it ${goes.length === 1 && !/^\d+ /.test(goes[0] ?? "") && of.aliases.length <= 1 ? "goes" : "go"} ${goes.join(", ")}.` : "",
    of.version !== null && of.aliases.length > 0 ? "An alias does not come back with a restored version." : "",
    of.runs > 0 ? `${of.runs === 1 ? "The run that made it stays" : `The ${of.runs} runs that made its versions stay`}, with all files.` : "",
    of.embeds > 0 ? `${plural(of.embeds, "shared chart shows", "shared charts show")} nothing of it from then on.` : "",
    of.webhooks > 0 ? `${plural(of.webhooks, "webhook listens", "webhooks listen")} for it and will hear no more.` : "",
  ].filter(Boolean);
}

export const trashWords = (item: TrashItemView): string => (item.kind === "model" ? plural(item.versions, "version", "versions") : "one version");
