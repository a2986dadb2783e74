"use client";
import { useEffect, useState, type RefObject } from "react";
import type { PanelData } from "#server/domains/embeds/contract.ts";
import { paths } from "#server/shared/paths.ts";

/** `late`: the last answer stays on show while there is none newer. */
export type Feed =
  | { phase: "loading"; data: null }
  | { phase: "live"; data: PanelData }
  | { phase: "late"; data: PanelData | null; sinceMs: number }
  | { phase: "gone" | "missing"; data: null };

const everyMs = 2_000;
const patienceMs = 8_000;
/** Contract: the page of a revoked embed answers 410, one that never was 404. */
const ended: Record<number, "gone" | "missing"> = { 404: "missing", 410: "gone" };

/**
 * The panel's data, asked for every two seconds with the last answer's tag: a wiki page may hold ten of these, and a
 * stream each would take the browser's six connections. Stops while hidden or scrolled away, goes on at once after.
 */
export function usePanelData(id: string, seen: RefObject<HTMLElement | null>): Feed {
  const [feed, setFeed] = useState<Feed>({ phase: "loading", data: null });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tag: string | null = null;
    let onScreen = true;
    let asking = false;
    let over = false;
    const take = async (answer: Response): Promise<void> => {
      const end = ended[answer.status];
      if (end !== undefined) {
        over = true;
        setFeed({ phase: end, data: null });
      } else if (answer.status === 304) {
        setFeed((had) => (had.phase === "late" && had.data !== null ? { phase: "live", data: had.data } : had));
      } else if (answer.ok) {
        const data = (await answer.json()) as PanelData;
        tag = answer.headers.get("etag");
        setFeed({ phase: "live", data });
      } else {
        throw new Error(`answered ${answer.status}`);
      }
    };
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      if (over || asking || document.hidden || !onScreen) return;
      asking = true;
      try {
        await take(await fetch(paths.embedData(id), { headers: tag === null ? {} : { "if-none-match": tag }, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(patienceMs) }));
      } catch {
        setFeed((had) => (had.phase === "late" ? had : { phase: "late", data: had.data, sinceMs: Date.now() }));
      }
      asking = false;
      if (!over) timer = setTimeout(() => void ask(), everyMs);
    };
    const look = () => void ask();
    const watcher = new IntersectionObserver(([entry]) => { onScreen = entry?.isIntersecting ?? true; look(); });
    if (seen.current !== null) watcher.observe(seen.current);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    look();
    return () => {
      over = true;
      clearTimeout(timer);
      watcher.disconnect();
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, [id, seen]);
  return feed;
}
