import * as registry from "../../../domains/registry/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { endpoint, nothing, type Endpoint } from "./endpoint.ts";
import { list, optionalWhole, required, text, whole } from "./params.ts";

const write = "registry.write" as const;
const base = "2.0/mlflow-artifacts";
const folder = (input: { segments: Record<string, string> }) => input.segments["rest"] ?? "";
/** What the stock client reads in a refusal, to upload or download in one piece instead. */
const unsupported = (what: string) => new SignalboxError("not_implemented", `${what} is not supported for the current artifact repository`);
const refusal = (what: string) => (): Promise<never> => Promise.reject(unsupported(what));

/** Below mlflow-artifacts: where a part of an upload is sent. */
export const partPath = `${base}/mpu/parts/:upload/:number`;

/** Uploads in parts. Addresses of an object store are not given out: there is none. */
export const uploadEndpoints: Endpoint[] = [
  endpoint({ methods: ["POST"], path: `${base}/mpu/create/*`, right: write, input: { path: required(text), num_parts: whole(1) },
    answer: async (deps, actor, input) => {
      const upload = await registry.beginArtifactUpload(deps, actor, { folder: folder(input), file: input.path, parts: input.num_parts });
      const address = (number: number) => `${deps.env.publicUrl}/api/${base}/mpu/parts/${upload.id}/${number}`;
      return { upload_id: upload.id, credentials: Array.from({ length: upload.parts }, (_, index) => ({ url: address(index + 1), part_number: index + 1, headers: {} })) };
    } }),
  endpoint({ methods: ["POST"], path: `${base}/mpu/complete/*`, right: write, input: { path: required(text), upload_id: text, parts: required(list({ part_number: whole(0), etag: text, url: text })) },
    answer: (deps, actor, input) => nothing(registry.completeArtifactUpload(deps, actor, {
      folder: folder(input), file: input.path, uploadId: input.upload_id, parts: input.parts.map((one) => ({ number: one.part_number, etag: one.etag })),
    })) }),
  endpoint({ methods: ["POST"], path: `${base}/mpu/abort/*`, right: write, input: { path: required(text), upload_id: text },
    answer: (deps, actor, input) => nothing(registry.abortArtifactUpload(deps, actor, { uploadId: input.upload_id })) }),
  endpoint({ methods: ["GET"], path: `${base}/presigned/*`, right: "registry.read", input: {}, answer: refusal("Multipart download") }),
  endpoint({ methods: ["POST"], path: "2.0/mlflow/artifacts/presigned-upload-url", right: write, input: { run_id: text, model_id: text, path: required(text), expiration: optionalWhole }, answer: refusal("Presigned upload") }),
  endpoint({ methods: ["POST"], path: "2.0/mlflow/artifacts/presigned-download-url", right: "registry.read", input: { run_id: text, model_id: text, path: required(text), expiration: optionalWhole }, answer: refusal("Presigned download") }),
];
