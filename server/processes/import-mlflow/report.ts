/** What was copied and what was left, and the lines that say so. */
const words = { experiments: "experiment", runs: "run", "logged models": "logged model", models: "model", versions: "version", aliases: "alias", files: "file" } as const;
export type Copied = keyof typeof words;
const kinds = Object.keys(words) as Copied[];
const shownOfReason = 5;

export type Report = {
  did(kind: Copied, more?: number): void;
  /** `why` is the same for what was left for the same reason; `what` says which. */
  skip(what: string, why: string): void;
  bytes(size: number): void;
  line(text: string): void;
  /** The closing lines. */
  summary(): string[];
};

/** @param write takes one line */
export function openReport(write: (line: string) => void): Report {
  const counts = new Map<Copied, number>();
  const skipped = new Map<string, string[]>();
  const more = new Map<string, number>();
  let bytes = 0;
  return {
    did: (kind, add = 1) => void counts.set(kind, (counts.get(kind) ?? 0) + add),
    skip(what, why) {
      const list = skipped.get(why) ?? [];
      skipped.set(why, list);
      if (list.length < shownOfReason) list.push(what);
      else more.set(why, (more.get(why) ?? 0) + 1);
    },
    bytes: (size) => { bytes += size; },
    line: write,
    summary() {
      const said = kinds.flatMap((kind) => (counts.has(kind) ? [`${counts.get(kind) ?? 0} ${counts.get(kind) === 1 ? words[kind] : kind}`] : []));
      const left = [...skipped].map(([why, list]) => `  ${list.join(", ")}${more.has(why) ? ` and ${more.get(why) ?? 0} more` : ""}: ${why}.`);
      return [
        said.length === 0 ? "Copied nothing: all of it was here." : `Copied ${said.join(", ")}${bytes > 0 ? ` (${(bytes / 1e6).toFixed(1)} MB)` : ""}.`,
        ...(left.length === 0 ? ["Nothing was left behind."] : ["Left behind:", ...left]),
        "Never copied: traces, prompts, webhooks, people and their permissions.",
      ];
    },
  };
}
