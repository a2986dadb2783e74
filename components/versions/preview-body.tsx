"use client";
import dynamic from "next/dynamic";
import type { FilePreview, PreviewView } from "#server/domains/registry/contract-version.ts";
import { previewBytes } from "#server/domains/registry/contract-version.ts";
import { paths } from "#server/shared/paths.ts";
import { Button } from "../ui/button.tsx";
import { bytes, count, plural } from "../ui/format.ts";
import { PanelFoot } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { TreeOf } from "./file-tree.tsx";
import { JsonTree } from "./json-tree.tsx";
import { OnnxView } from "./onnx-view.tsx";

const Markdown = dynamic(() => import("../cards/markdown.tsx"), { ssr: false, loading: () => <Skeleton className="h-40 w-full" /> });
type Text = Extract<FilePreview, { kind: "text" }>;
type TableHead = Extract<FilePreview, { kind: "table" }>;
export type Shown = { of: TreeOf; view: PreviewView; /** As text, although it could be drawn. */ raw: boolean; more: { asked: boolean; busy: boolean; ask: () => void } };

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function Words({ text }: { text: string }) {
  return <pre role="region" aria-label="Text of the file" tabIndex={0} className="max-h-[70vh] overflow-auto bg-sunk px-3.5 py-3 text-note whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>;
}

function TextBody({ preview, shown }: { preview: Text; shown: Shown }) {
  const { of, view, raw, more } = shown;
  const json = preview.form === "json" && preview.whole && !raw ? parsed(preview.text) : null;
  const folder = view.path.split("/").slice(0, -1).join("/");
  const left = !more.asked && !preview.whole;
  return (
    <>
      {preview.text === "" ? <p className="px-3.5 py-3 text-ink-3">The file is empty.</p>
        : preview.form === "markdown" && !raw ? <div className="px-3.5 py-3"><Markdown text={preview.text} base={{ ...of, folder }} /></div>
          : json !== null ? <JsonTree value={json.value} /> : <Words text={preview.text} />}
      {preview.form === "json" && json === null && !raw && preview.whole ? <PanelFoot>Its name says JSON, but it is none: shown as text.</PanelFoot> : null}
      {preview.whole ? null : (
        <PanelFoot>
          <span className="mr-auto">The first {bytes(preview.shownBytes)} of {bytes(view.size)}.{left ? "" : " Download the file for the rest."}</span>
          {left ? <Button busy={more.busy} onClick={more.ask}>Show {view.size > previewBytes.more ? `the first ${bytes(previewBytes.more)}` : "all of it"}</Button> : null}
        </PanelFoot>
      )}
    </>
  );
}

function rowsWords(preview: TableHead): string {
  const rows = preview.rows === null ? `the first ${plural(preview.head.length, "row", "rows")}` : preview.rows > preview.head.length ? `the first ${count(preview.head.length)} of ${plural(preview.rows, "row", "rows")}` : plural(preview.rows, "row", "rows");
  return `${rows}, ${preview.columnsLeft === 0 ? plural(preview.columns.length, "column", "columns") : `the first ${preview.columns.length} of ${count(preview.columns.length + preview.columnsLeft)} columns`}`;
}

function TableBody({ preview }: { preview: TableHead }) {
  const cell = "border-t border-line px-2.5 py-1 text-left whitespace-nowrap max-w-80 truncate";
  return (
    <>
      <div role="region" aria-label="First rows" tabIndex={0} className="max-h-[70vh] overflow-auto">
        <table className="border-collapse text-note">
          <thead><tr>{preview.columns.map((column, index) => <th key={`${index} ${column.name}`} scope="col" className="sticky top-0 bg-panel px-2.5 py-1.5 text-left font-medium whitespace-nowrap text-ink-2">{column.name}{column.type === null ? null : <span className="block font-normal text-ink-3">{column.type}</span>}</th>)}</tr></thead>
          <tbody>{preview.head.map((row, index) => <tr key={index}>{row.map((value, at) => <td key={at} className={cell} title={value ?? undefined}>{value ?? <span className="text-ink-3">none</span>}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <PanelFoot>{`${rowsWords(preview).charAt(0).toUpperCase()}${rowsWords(preview).slice(1)}.`}</PanelFoot>
    </>
  );
}

/** What a file holds, in the form that suits it. */
export function PreviewBody({ shown }: { shown: Shown }) {
  const { preview, path } = shown.view;
  switch (preview.kind) {
    case "text": return <TextBody preview={preview} shown={shown} />;
    case "table": return <TableBody preview={preview} />;
    case "onnx": return <OnnxView onnx={preview.onnx} />;
    // As an image and never as a document: nothing in an SVG runs there.
    case "image": return <div className="grid place-items-center bg-sunk p-4"><img src={paths.artifactFile(shown.of.model, shown.of.version, path)} alt={path} className="max-h-[70vh] max-w-full bg-white" /></div>;
    case "none": return <p className="px-3.5 py-4 text-ink-2">{preview.reason}</p>;
  }
}
