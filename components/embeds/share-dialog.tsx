"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { EmbedView, Panel } from "#server/domains/embeds/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input, Radios, Select } from "../ui/field.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { expiresAt, expiries, frameShown, originsOf, panelWords, withTheme, type Theme } from "./share-form.ts";

const themes = [{ value: "reader", text: "Reader's own" }, { value: "light", text: "Light" }, { value: "dark", text: "Dark" }] as const;

/** Picks a chart, who may frame it and for how long. */
function Form({ panels, made, close }: { panels: readonly Panel[]; made: (embed: EmbedView) => void; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState("0");
  const [title, setTitle] = useState("");
  const [origins, setOrigins] = useState("");
  const [expiry, setExpiry] = useState("never");
  const create = useMutation(trpc.embeds.create.mutationOptions({ onSuccess: made, onSettled: () => queries.invalidateQueries(trpc.embeds.pathFilter()) }));
  const problem = create.error ? problemOf(create.error) : null;
  const about = (path: string) => problem?.fields.find((field) => field.path.startsWith(path))?.message ?? null;
  const panel = panels[Number(chosen)] ?? panels[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const allowed = originsOf(origins);
    if (panel !== undefined) create.mutate({ panel, title: title.trim() || undefined, allowedAncestors: allowed.length > 0 ? allowed : undefined, expiresAt: expiresAt(expiry, Date.now()) });
  };
  const single = panel === undefined ? null : panelWords(panel);
  return (
    <form onSubmit={submit} className="grid gap-3.5">
      <p className="text-ink-2">A link that shows one live chart in a wiki page, to anybody who has it, without a login. It can be revoked at any time.</p>
      {panels.length > 1 ? <Radios legend="Chart" name="chart" options={panels.map((one, index) => ({ value: String(index), ...panelWords(one) }))} value={chosen} onChange={setChosen} />
        : single ? <p><span className="font-medium">{single.text}</span>, <span className="text-ink-2">{single.note}</span></p> : null}
      <Input label="Title (optional)" value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} problem={about("title")} />
      <Input label="Sites that may frame it (optional)" placeholder="https://wiki.example.com" value={origins} onChange={(event) => setOrigins(event.target.value)} problem={about("allowedAncestors")} hint="Origins, with spaces between. None: any site may." />
      <Select label="Expires" value={expiry} onChange={(event) => setExpiry(event.target.value)}>{expiries.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}</Select>
      {problem && problem.fields.length === 0 ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary" busy={create.isPending}>Share by a link</Button></DialogActions>
    </form>
  );
}

const pathOf = (url: string) => { const { pathname, search } = new URL(url); return `${pathname}${search}`; };

/** Both snippets, and what they look like. */
function Made({ embed, again }: { embed: EmbedView; again: () => void }) {
  const { origin } = useSession();
  const [theme, setTheme] = useState<Theme>("reader");
  const frame = withTheme(embed.iframeUrl, embed.iframeUrl, theme);
  const picture = withTheme(embed.svgUrl, embed.svgUrl, theme);
  const shown = frameShown(embed.allowedAncestors, origin);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{embed.title}</p>
        <SegmentedControl label="Theme of the chart" options={themes} value={theme} onChange={setTheme} />
      </div>
      <section className="grid gap-2">
        <p className="font-medium">Live, for pages that take a frame <span className="font-normal text-ink-3">(Confluence, Notion, Wiki.js, Outline)</span></p>
        {shown ? <iframe src={pathOf(frame)} title={`${embed.title}, as a frame`} className="h-[300px] w-full border-0" />
          : <p className="rounded-control bg-sunk px-3 py-2 text-ink-2">Only {embed.allowedAncestors.join(", ")} may frame it, so this console cannot show the frame.</p>}
        <CopyBlock text={withTheme(embed.iframeHtml, embed.iframeUrl, theme)} label="Copy the frame" />
        <CopyBlock text={frame} label="Copy the address" />
      </section>
      <section className="grid gap-2">
        <p className="font-medium">A picture, made anew each minute, for pages that take pictures only <span className="font-normal text-ink-3">(GitHub, GitLab, MediaWiki)</span></p>
        <img src={pathOf(picture)} alt={`${embed.title}, as of now`} className="max-w-full" />
        <CopyBlock text={withTheme(embed.markdown, embed.svgUrl, theme)} label="Copy the Markdown" />
        <CopyBlock text={picture} label="Copy the address of the picture" />
      </section>
      <DialogActions><ButtonLink href={paths.embeds()}>All links, and how to revoke them</ButtonLink><Button onClick={again}>Another one</Button></DialogActions>
    </div>
  );
}

/** Makes an opaque, revocable link to a chart. */
export function ShareDialog({ panels, open, onClose }: { panels: readonly Panel[]; open: boolean; onClose: () => void }) {
  const [embed, setEmbed] = useState<EmbedView | null>(null);
  const close = () => { setEmbed(null); onClose(); };
  return (
    <Dialog title={embed === null ? "Share a chart" : "The chart is shared"} open={open} onClose={close} wide={embed !== null}>
      {embed === null ? <Form panels={panels} made={setEmbed} close={close} /> : <Made embed={embed} again={() => setEmbed(null)} />}
    </Dialog>
  );
}
