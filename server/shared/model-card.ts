/** What a model card should say, in the order of the template. `asks` reads as "It should say …". */
export const cardSections = [
  { key: "use", title: "Intended use", heading: /intended|\buse(s|d)?\b|purpose|use.?cases?/i, asks: "what the model is for, who uses it, and what it is not for", hint: "What is it for, and who relies on it? What is it not for?" },
  { key: "data", title: "Data", heading: /\bdata(set|sets)?\b|training/i, asks: "what data it was trained on, from when, and what was left out", hint: "Which data, from when to when, and what was left out?" },
  { key: "evaluation", title: "Evaluation", heading: /evaluat|metric|performance|result|quality/i, asks: "how good it is, measured how and on what", hint: "Which measures, on which data, and how do they compare with what served before?" },
  { key: "limitations", title: "Limitations", heading: /limit|caveat|known issue|failure|risk/i, asks: "where it is known to be wrong or weak", hint: "Where is it weak or wrong? Which inputs has it not seen?" },
  { key: "ethics", title: "Ethical considerations", heading: /ethic|fairness|\bbias|societal|harm|privacy/i, asks: "whom its mistakes hurt, and what is done about that", hint: "Whom do its mistakes hurt? Which groups were looked at one by one?" },
  { key: "contact", title: "Contact", heading: /contact|owner|maintain|author|team|support/i, asks: "who answers for it and how to reach them", hint: "Which team answers for it, and how is it reached?" },
] as const;
export type CardSection = (typeof cardSections)[number]["key"];
export type CardCompleteness = { met: CardSection[]; missing: { key: CardSection; title: string; words: string }[] };

/** Fewer words than these are no answer. */
const fewestWords = 5;
export const longestCard = 200_000;

/** A card to begin with: every section with its question as a comment, which readers do not see. */
export function cardTemplate(model: string): string {
  return [`# ${model}`, ...cardSections.map((section) => `## ${section.title}\n\n<!-- ${section.hint} -->`)].join("\n\n").concat("\n");
}

type Section = { level: number; title: string; words: number };

/** The headings of a Markdown text with the words that stand under each, those of deeper headings included. Code fences and comments are no words. */
function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  let fence: string | null = null;
  for (const line of markdown.replaceAll(/<!--[^]*?(?:-->|$)/g, "").split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || (mark[0] === fence[0] && mark.length >= fence.length))) {
      fence = fence === null ? mark : null;
      continue;
    }
    if (fence !== null) continue;
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading) sections.push({ level: heading[1]?.length ?? 1, title: heading[2] ?? "", words: 0 });
    const counted = heading ? 0 : (line.match(/[\p{L}\p{N}][\p{L}\p{N}'’.@_-]*/gu)?.length ?? 0);
    addWords(sections, counted);
  }
  return sections;
}

/** Words under a heading count for every heading that it lies below. */
function addWords(sections: Section[], words: number): void {
  let level = Infinity;
  for (const section of sections.toReversed()) {
    if (section.level >= level) continue;
    section.words += words;
    level = section.level;
  }
}

/**
 * Which sections a card has: a heading that names the section, with a few words of its own under it. The first heading is
 * the card's title and names no section.
 */
export function cardCompleteness(markdown: string): CardCompleteness {
  const sections = sectionsOf(markdown);
  const [title] = sections;
  const named = sections.length > 1 && title?.level === 1 ? sections.slice(1) : sections;
  const met: CardSection[] = [];
  const missing: CardCompleteness["missing"] = [];
  for (const { key, title: name, heading, asks } of cardSections) {
    const found = named.filter((section) => heading.test(section.title));
    if (found.some((section) => section.words >= fewestWords)) met.push(key);
    else missing.push({ key, title: name, words: found.length === 0 ? `Nothing says ${asks}.` : `The section “${found[0]?.title}” is nearly empty: it should say ${asks}.` });
  }
  return { met, missing };
}
