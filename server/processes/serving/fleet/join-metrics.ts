/** One Prometheus text of several workers'. Pure. */

const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (.+)$/;

/**
 * One exposition from several: each sample says its slot, and the lines of one metric stay together under one TYPE.
 * @param texts by slot
 */
export function joinTexts(texts: ReadonlyMap<string, string>): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const [slot, text] of texts) {
    let family = { head: [] as string[], samples: [] as string[] };
    for (const line of text.split("\n")) {
      const help = /^# HELP (\S+) /.exec(line);
      if (help?.[1]) {
        family = families.get(help[1]) ?? { head: [], samples: [] };
        families.set(help[1], family);
        if (family.head.length === 0) family.head.push(line);
      } else if (line.startsWith("# TYPE ")) {
        if (family.head.length === 1) family.head.push(line);
      } else {
        const parts = sample.exec(line);
        if (parts) family.samples.push(`${parts[1]}{slot="${slot}"${parts[2] ? `,${parts[2]}` : ""}} ${parts[3]}`);
      }
    }
  }
  return `${[...families.values()].flatMap(({ head, samples }) => [...head, ...samples]).join("\n")}\n`;
}
