/** Sends rows to the serving process by its public protocol, in whatever inputs the served version asks for. */
export type Rows = readonly Record<string, number | string>[];
type Input = { name: string; datatype: string };

export class InferenceClient {
  private readonly inputs = new Map<string, Input[]>();
  private readonly servingUrl: string;

  constructor(servingUrl: string) {
    this.servingUrl = servingUrl;
  }

  private async inputsOf(model: string, environment: string): Promise<Input[]> {
    const answer = await fetch(`${this.servingUrl}/v2/models/${encodeURIComponent(model)}`, { headers: { "signalbox-environment": environment } });
    if (!answer.ok) throw new Error(`${model} in ${environment}: ${await answer.text()}`);
    const { inputs } = (await answer.json()) as { inputs: Input[] };
    this.inputs.set(`${environment}/${model}`, inputs);
    return inputs;
  }

  /**
   * One request for all `rows`. A promotion may change what a model asks for: the metadata is then read again and the
   * request sent once more. @param timestamp when the rows happened, when that is not now
   * @returns the prediction's id
   */
  async infer({ model, environment, rows, timestamp }: { model: string; environment: string; rows: Rows; timestamp?: Date }): Promise<string> {
    for (const attempt of [1, 2]) {
      const inputs = (attempt === 1 && this.inputs.get(`${environment}/${model}`)) || (await this.inputsOf(model, environment));
      const answer = await fetch(`${this.servingUrl}/v2/models/${encodeURIComponent(model)}/infer`, {
        method: "POST",
        headers: { "content-type": "application/json", "signalbox-environment": environment },
        body: JSON.stringify({
          ...(timestamp ? { parameters: { timestamp: timestamp.toISOString() } } : {}),
          inputs: inputs.map(({ name, datatype }) => ({ name, datatype, shape: [rows.length, 1], data: rows.map((row) => row[name]) })),
        }),
      });
      const text = await answer.text();
      if (answer.ok) return (JSON.parse(text) as { parameters: { prediction_id: string } }).parameters.prediction_id;
      if (answer.status !== 400 || attempt === 2) throw new Error(`${model} in ${environment} answered ${answer.status}: ${text.slice(0, 200)}`);
    }
    throw new Error(`${model} in ${environment} did not answer`);
  }

  /** What came true, one line a row. */
  async label(token: string, labels: readonly { prediction_id: string; label: number }[]): Promise<void> {
    const answer = await fetch(`${this.servingUrl}/v1/labels`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" }, body: labels.map((label) => JSON.stringify(label)).join("\n") });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`labels were answered ${answer.status}: ${text.slice(0, 200)}`);
  }
}
