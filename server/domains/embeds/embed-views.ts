import type { Deps } from "../../platform/deps.ts";
import { paths } from "../../shared/paths.ts";
import { personNames } from "../identity/index.ts";
import type { EmbedView } from "./contract.ts";
import { escapeMarkup } from "./rules/markup.ts";
import type { EmbedRow } from "./store.ts";

/** Embeds with their addresses and the two snippets to paste. */
export async function embedViews(deps: Deps, rows: EmbedRow[]): Promise<EmbedView[]> {
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return rows.map((row) => {
    const iframeUrl = deps.env.publicUrl + paths.embed(row.id);
    const svgUrl = deps.env.publicUrl + paths.embedPicture(row.id, row.slug);
    const page = deps.env.publicUrl + paths.modelMonitoring(row.panel.model, { environment: row.panel.environment, feature: row.panel.feature });
    return {
      id: row.id, title: row.title, panel: row.panel, iframeUrl, svgUrl,
      iframeHtml: `<iframe src="${iframeUrl}" title="${escapeMarkup(row.title)}" width="760" height="300" style="border:0" loading="lazy"></iframe>`,
      markdown: `[![${row.title.replaceAll(/\s+/g, " ").replaceAll(/([\\[\]<>&`])/g, "\\$1")}](${svgUrl})](${page})`,
      allowedAncestors: row.allowedAncestors, createdBy: { id: row.createdBy, name: names.get(row.createdBy) ?? row.createdBy }, createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null, revokedAt: row.revokedAt?.toISOString() ?? null,
    };
  });
}
