"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { cx } from "./cx.ts";

const thanksMs = 2000;

/** Copies; where the browser keeps the clipboard back (plain http), it says to select the text instead. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [done, setDone] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), thanksMs);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () => {
    if (!("clipboard" in navigator)) { setDone("refused"); return; }
    navigator.clipboard.writeText(text).then(() => setDone("copied"), () => setDone("refused"));
  };
  return (
    <Button onClick={copy} aria-label={done === null ? label : undefined}>
      {done === "copied" ? <Check size={15} strokeWidth={1.75} aria-hidden="true" /> : <Copy size={15} strokeWidth={1.75} aria-hidden="true" />}
      <span aria-live="polite">{done === "copied" ? "Copied" : done === "refused" ? "Select it by hand" : "Copy"}</span>
    </Button>
  );
}

/** Lines to paste. `bare`: inside a panel whose head has the Copy button. */
export function CopyBlock({ text, label, bare }: { text: string; label?: string; bare?: boolean }) {
  const lines = <pre aria-label={label} className={cx("bg-sunk px-3.5 py-3 text-note whitespace-pre-wrap [overflow-wrap:anywhere]", bare ? "flex-1 rounded-b-panel" : "rounded-control border border-line")}>{text}</pre>;
  if (bare) return lines;
  return <div className="grid gap-2">{lines}<div><CopyButton text={text} label={label} /></div></div>;
}
