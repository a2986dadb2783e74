/** Prometheus text of one serving process. */
const boundsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Record<string, string>;
type Histogram = { labels: Labels; buckets: number[]; sum: number; count: number };
/** A number read when it is asked for. */
export type Gauge = { name: string; help: string; type?: "counter"; samples: { labels: Labels; value: number }[] };

const escaped = (value: string) => value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
const shown = (labels: Labels) => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length ? `{${parts.join(",")}}` : "";
};

export class Metrics {
  private readonly requests = new Map<string, { labels: Labels; value: number }>();
  private readonly latencies = new Map<string, Histogram>();

  /** One answered inference request. @param latencyMs from its head to its reply */
  request(target: { model: string; version: string; environment: string }, status: number, latencyMs: number): void {
    const { model, version, environment } = target;
    const key = `${status} ${version} ${environment} ${model}`;
    const counter = this.requests.get(key);
    if (counter) counter.value += 1;
    else this.requests.set(key, { labels: { model, version, environment, status: String(status) }, value: 1 });
    const latencyKey = `${version} ${environment} ${model}`;
    let histogram = this.latencies.get(latencyKey);
    if (!histogram) this.latencies.set(latencyKey, (histogram = { labels: { model, version, environment }, buckets: boundsSeconds.map(() => 0), sum: 0, count: 0 }));
    const seconds = latencyMs / 1000;
    const at = boundsSeconds.findIndex((bound) => seconds <= bound);
    if (at >= 0) histogram.buckets[at] = (histogram.buckets[at] ?? 0) + 1;
    histogram.sum += seconds;
    histogram.count += 1;
  }

  text(gauges: readonly Gauge[]): string {
    const lines: string[] = [];
    lines.push("# HELP signalbox_serving_requests_total Inference requests answered.", "# TYPE signalbox_serving_requests_total counter");
    for (const { labels, value } of this.requests.values()) lines.push(`signalbox_serving_requests_total${shown(labels)} ${value}`);
    lines.push("# HELP signalbox_serving_latency_seconds From a request's head to its reply.", "# TYPE signalbox_serving_latency_seconds histogram");
    for (const { labels, buckets, sum, count } of this.latencies.values()) {
      let below = 0;
      boundsSeconds.forEach((bound, at) => {
        below += buckets[at] ?? 0;
        lines.push(`signalbox_serving_latency_seconds_bucket${shown({ ...labels, le: String(bound) })} ${below}`);
      });
      lines.push(`signalbox_serving_latency_seconds_bucket${shown({ ...labels, le: "+Inf" })} ${count}`);
      lines.push(`signalbox_serving_latency_seconds_sum${shown(labels)} ${sum}`, `signalbox_serving_latency_seconds_count${shown(labels)} ${count}`);
    }
    for (const { name, help, type, samples } of gauges) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type ?? "gauge"}`);
      for (const { labels, value } of samples) lines.push(`${name}${shown(labels)} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
