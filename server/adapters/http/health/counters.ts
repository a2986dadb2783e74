/** The few numbers that a process tells of itself, in Prometheus' text format. One registry a process. */
type Family = { help: string; kind: "counter" | "gauge"; read: () => { labels: string; value: number }[] };

const families = new Map<string, Family>();
const counts = new Map<string, Map<string, number>>();

/** A value read when somebody asks. */
export function gauge(name: string, help: string, read: () => number): void {
  families.set(name, { help, kind: "gauge", read: () => [{ labels: "", value: read() }] });
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

/** Something counted, by labels; each distinct set of labels is one line, so labels take few values. Asked for again by its name, it goes on. */
export function counter(name: string, help: string): (labels: Record<string, string>) => void {
  const values = counts.get(name) ?? new Map<string, number>();
  counts.set(name, values);
  families.set(name, { help, kind: "counter", read: () => [...values].map(([labels, value]) => ({ labels, value })) });
  return (labels) => {
    const key = `{${Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`).join(",")}}`;
    values.set(key, (values.get(key) ?? 0) + 1);
  };
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function exposition(): string {
  return [...families].map(([name, family]) => [
    `# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.kind}`,
    ...family.read().map(({ labels, value }) => `${name}${labels} ${value}`), "",
  ].join("\n")).join("");
}
