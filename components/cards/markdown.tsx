"use client";
import Link from "next/link";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { linkTarget, pictureTarget, type PictureBase } from "./markdown-links.ts";

const parts = (base: PictureBase): Components => ({
  a({ href, children }) {
    const target = linkTarget(href);
    if (target === null) return <>{children}</>;
    return target.outside ? <a href={target.href} target="_blank" rel="noreferrer noopener" className="sb-link">{children}</a> : <Link href={target.href} className="sb-link">{children}</Link>;
  },
  img({ src, alt }) {
    const target = pictureTarget(typeof src === "string" ? src : undefined, base);
    if (target === null) return <span className="text-ink-3">{alt}</span>;
    // A picture of another site would tell it who reads: it is a link.
    if (target.outside) return <a href={target.href} target="_blank" rel="noreferrer noopener" className="sb-link">{alt || "picture"} (opens {new URL(target.href).host})</a>;
    return <img src={target.href} alt={alt ?? ""} loading="lazy" referrerPolicy="no-referrer" />;
  },
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} readOnly disabled aria-label={checked ? "done" : "open"} />,
});

/** Markdown as a page: GitHub's dialect, no HTML in it, links and pictures of safe kinds only. Loaded lazily. */
export default function Markdown({ text, base }: { text: string; base: PictureBase }) {
  return <div className="sb-prose"><ReactMarkdown remarkPlugins={[remarkGfm]} components={parts(base)} skipHtml>{text}</ReactMarkdown></div>;
}
