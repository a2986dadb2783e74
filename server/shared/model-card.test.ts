import { describe, expect, test } from "vitest";
import { cardCompleteness, cardSections, cardTemplate } from "./model-card.ts";

const words = "one two three four five";
describe("completeness", () => {
  test.each([
    ["an empty card", "", []],
    ["the template as it is", cardTemplate("flight-delay"), []],
    ["one section", `# m\n\n## Intended use\n\n${words}`, ["use"]],
    ["other words for the same", `# m\n## Purpose\n${words}\n## Training set\n${words}\n## Results\n${words}\n## Known issues\n${words}\n## Bias\n${words}\n## Owner\n${words}`, ["use", "data", "evaluation", "limitations", "ethics", "contact"]],
    ["a heading with too few words", "# m\n## Limitations\n\nnone known yet", []],
    ["words under a deeper heading count", `# m\n## Evaluation\n### Test set\n${words}`, ["evaluation"]],
    ["words of the next section do not", `# m\n## Evaluation\n## Contact\n${words}`, ["contact"]],
    ["a comment is no text", `# m\n## Data\n<!-- ${words} ${words} -->`, []],
    ["a comment that never ends", `# m\n## Data\n<!-- ${words}\n## Contact\n${words}`, []],
    ["code is no text, and a heading in it none", `# m\n## Data\n\`\`\`python\n# ${words}\n## Contact\n${words}\n\`\`\``, []],
    ["a fence of tildes holds one of backticks", `# m\n## Data\n~~~\n\`\`\`\n~~~\n${words}`, ["data"]],
    ["the title names no section", `# Data quality model\n${words}\n## More\n${words}`, []],
    ["a card of a single heading", `# Limitations\n${words}`, ["limitations"]],
    ["closed headings and Windows line ends", `# m\r\n## Intended use ##\r\n${words}\r\n`, ["use"]],
    ["other scripts are words too", "# m\n## Contact\nモデル は 鈴木 さん です", ["contact"]],
    ["a bare hash is no heading", `#no\n##Data\n${words}`, []],
  ])("%s", (_case, text, met) => expect(cardCompleteness(text).met).toEqual(met));

  test("what is missing is said in words, and why where the section is there", () => {
    const { missing } = cardCompleteness("# m\n## Contact\nme");
    expect(missing.at(-1)).toEqual({ key: "contact", title: "Contact", words: "The section “Contact” is nearly empty: it should say who answers for it and how to reach them." });
    expect(missing[0]?.words).toBe("Nothing says what the model is for, who uses it, and what it is not for.");
    expect(missing).toHaveLength(cardSections.length);
  });
  test("the template has every section", () => expect(cardSections.filter((section) => !cardTemplate("m").includes(`## ${section.title}\n`))).toEqual([]));
});
