import type { EmbedView } from "#server/domains/embeds/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { Button } from "../ui/button.tsx";
import { version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

export const isOpen = (embed: EmbedView): boolean => embed.revokedAt === null && (embed.expiresAt === null || Date.parse(embed.expiresAt) > Date.now());

function State({ embed }: { embed: EmbedView }) {
  if (embed.revokedAt !== null) return <span className="text-ink-3">revoked <Time at={embed.revokedAt} /></span>;
  if (embed.expiresAt === null) return <span>open</span>;
  return <span suppressHydrationWarning>{isOpen(embed) ? "open until " : "expired "}<time dateTime={embed.expiresAt}>{embed.expiresAt.slice(0, 10)}</time></span>;
}

const range = ({ panel }: EmbedView) => (typeof panel.range === "string" ? `last ${panel.range}` : `${panel.range.from.slice(0, 10)} to ${panel.range.to.slice(0, 10)}`);

type Acts = { copy: (embed: EmbedView) => void; revoke: (embed: EmbedView) => void; mayRevoke: (embed: EmbedView) => boolean };

export const embedColumns = ({ copy, revoke, mayRevoke }: Acts): Column<EmbedView>[] => [
  { key: "title", head: "Chart", slot: "lead", cell: (row) => isOpen(row) ? <a href={paths.embed(row.id)} target="_blank" rel="noreferrer" className="font-medium hover:sb-link">{row.title}</a> : <span className="text-ink-2">{row.title}</span> },
  { key: "what", head: "Shows", slot: "under", cell: (row) => <span className="text-ink-2">{row.panel.kind}{row.panel.feature ? ` of ${row.panel.feature}` : ""}, {row.panel.model}{row.panel.version ? ` ${version(row.panel.version)}` : ""}, {row.panel.environment}, {range(row)}</span> },
  { key: "where", head: "May be framed by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.allowedAncestors.length === 0 ? "any site" : row.allowedAncestors.join(", ")}</span> },
  { key: "by", head: "Made by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.createdBy.name}</span> },
  { key: "at", head: "Made", slot: "hide", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
  { key: "state", head: "State", slot: "trail", cell: (row) => <State embed={row} /> },
  {
    key: "acts", head: "Levers", headHidden: true, right: true, slot: "under-trail",
    cell: (row) => !isOpen(row) ? null : (
      <span className="inline-flex gap-1.5">
        <Button onClick={() => copy(row)} aria-label={`Copy the snippets of ${row.title}`}>Copy</Button>
        <Button onClick={() => revoke(row)} disabledReason={mayRevoke(row) ? null : "Whoever made it, or an administrator, can revoke it."} aria-label={`Revoke ${row.title}`}>Revoke</Button>
      </span>
    ),
  },
];
