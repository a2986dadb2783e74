/** A version that runs on an inference server elsewhere. */
import { encodeRequest, errorIn, NotOip, OipRefusal, readModelMetadata, readReply, type TensorSpec, takesBinary } from "../../../adapters/http/oip/index.ts";
import type { BaselineProfile } from "../../../domains/monitoring/contract.ts";
import type { ColumnValues } from "../../../domains/monitoring/rules/fold.ts";
import { backendModelTag, backendTag } from "../../../domains/serving/contract-backends.ts";
import type { ServedVersion } from "../../../domains/serving/contract.ts";
import type { SeenTensor } from "../columns.ts";
import { columnsOfEvent, type Given } from "../events/columns.ts";
import { type SignedNames, signedNames } from "../events/known.ts";
import { LineRefusal } from "../lines.ts";
import { Unservable } from "../model-files.ts";
import type { Fed, Ran, RunLimits, Runner } from "../running/runner.ts";
import { rowsOf } from "../running/runner.ts";
import type { Backends } from "./backends.ts";
import { rowWidthProblem } from "./row-width.ts";

const absent = (backend: string) => `there is no backend '${backend}': an administrator makes it on the serving page or by POST /api/v1/backends`;

function given(tensors: ReadonlyMap<string, SeenTensor>): Given {
  return new Map([...tensors].map(([name, { shape, data, nulls }]) => {
    const missing = new Set(nulls ?? []);
    const cells = missing.size === 0 ? data : Array.from(data as ArrayLike<unknown>, (value, at) => (missing.has(at) ? null : value));
    return [name, { rows: shape[0] ?? 1, width: shape.length === 2 ? (shape[1] ?? 0) : 1, cells: shape.length > 2 ? null : cells }];
  }));
}

export class RemoteRunner implements Runner {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** A server may not know what its models take, and may give other outputs than it says. */
  readonly unstated: { inputs: boolean; outputs: true };
  readonly place = "elsewhere" as const;
  readonly memoryBytes = 0;
  private readonly about: { backends: Backends; backend: string; path: string; binary: boolean; signed: SignedNames };

  private constructor(about: RemoteRunner["about"], { inputs, outputs }: { inputs: TensorSpec[]; outputs: TensorSpec[] }) {
    this.about = about;
    this.inputs = inputs;
    this.outputs = outputs;
    this.unstated = { inputs: inputs.length === 0, outputs: true };
  }

  /**
   * Asks the backend that the version's tag names what the model there takes and gives.
   * @throws Unservable when that is not what the version's signature says; Error while it does not answer
   */
  static async connect(served: ServedVersion, backends: Backends): Promise<RemoteRunner> {
    const name = served.tags[backendTag] ?? "";
    const model = served.tags[backendModelTag] || served.model;
    const backend = backends.named(name);
    if (!backend) throw new Error(absent(name));
    const path = `/v2/models/${encodeURIComponent(model)}`;
    const [server, metadata] = [await backend.look("/v2"), await backend.look(path)];
    if (metadata.status === 404) throw new Error(`backend '${name}' has no model '${model}'`);
    if (metadata.status !== 200) throw new Error(`backend '${name}' answers ${metadata.status} when asked about model '${model}': ${errorIn(metadata.body)}`);
    try {
      const specs = readModelMetadata(metadata.body);
      const problem = rowWidthProblem(served.signature, specs);
      if (problem !== null) throw new Unservable(`model '${model}' on backend '${name}' is not what the signature says: ${problem}`);
      return new RemoteRunner({ backends, backend: name, path: `${path}/infer`, binary: server.status === 200 && takesBinary(server.body), signed: signedNames(served.signature) }, specs);
    } catch (error) {
      if (error instanceof NotOip) throw new Error(`backend '${name}' does not answer by the Open Inference Protocol: ${error.message}`);
      throw error;
    }
  }

  async run(inputs: ReadonlyMap<string, Fed>, limits: RunLimits = {}): Promise<Ran> {
    const { backends, backend: name, path, binary } = this.about;
    const backend = backends.named(name);
    if (!backend) throw new OipRefusal(503, absent(name), { "Retry-After": "1" });
    const leftMs = limits.deadlineMs === undefined ? Infinity : limits.deadlineMs - performance.now();
    if (leftMs <= 0) throw new OipRefusal(504, "the request's timeout had passed before it was sent on");
    const { body, headers } = encodeRequest([...inputs].map(([input, fed]) => ({ name: input, ...fed })), binary);
    const answer = await backend.predict({ path, body, headers, timeoutMs: Math.min(leftMs, backend.address.timeoutMs) });
    if (answer.status !== 200) throw refused(name, answer.status, errorIn(answer.body));
    const header = answer.headers["inference-header-content-length"];
    try {
      return { outputs: readReply(answer.body, typeof header === "string" ? header : undefined), queueMs: 0, ranRows: rowsOf(inputs.values()) };
    } catch (error) {
      if (error instanceof NotOip) throw new OipRefusal(502, `backend '${name}' gave an answer that cannot be read: ${error.message}`);
      throw error;
    }
  }

  /** Its profile was made from the signature, its tensors are the backend's. */
  columnsOf(profile: BaselineProfile, seen: { inputs: ReadonlyMap<string, SeenTensor>; outputs: ReadonlyMap<string, SeenTensor> }): Record<string, ColumnValues> {
    try {
      return columnsOfEvent(profile, { inputs: given(seen.inputs), outputs: given(seen.outputs) }, this.about.signed).columns;
    } catch (error) {
      // Tensors that are no columns of the profile: the request counts, its values cannot.
      if (error instanceof LineRefusal) return {};
      throw error;
    }
  }

  emptyBatch(): null {
    return null;
  }

  /** Connections are the backend's, not the version's. */
  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** What the backend refuses is the caller's matter where it is about the values, else the backend's. */
function refused(name: string, status: number, error: string): OipRefusal {
  const words = error === "" ? `it answers ${status}` : error;
  if (status === 400 || status === 413 || status === 422) return new OipRefusal(status === 413 ? 413 : 400, `backend '${name}' refuses the request: ${words}`);
  return new OipRefusal(status === 503 || status === 429 ? 503 : status === 504 ? 504 : 502, `backend '${name}' could not answer: ${words}`, { "Retry-After": "1" });
}
