/** `inference.GRPCInferenceService` over grpc-js: reads messages, calls the service, writes messages. */
import { createServer } from "node:net";
import { logVerbosity, Server, ServerCredentials, setLogVerbosity, type ServerDuplexStream, type ServerUnaryCall, type Metadata, type sendUnaryData, type MethodDefinition } from "@grpc/grpc-js";
import { decodeMessage, encodeMessage, type InferMessage, pack, parseMessage, plain, replyMembers, statusOf } from "../../adapters/grpc/index.ts";
import { type ModelTarget, serverMetadata, toRefusal } from "../../adapters/http/oip/index.ts";
import type { Deps } from "../../platform/deps.ts";
import { requireAdministrator, requireToken } from "./access.ts";
import { bodyLimitBytes } from "./body.ts";
import type { Follower } from "./follower.ts";
import { keyText } from "./infer.ts";
import { listenOn } from "./ports.ts";
import type { Service } from "./service.ts";

export type GrpcParts = { deps: Deps; follower: Follower; service: Service; ready: () => boolean };
type ModelMessage = { name: string; version: string };
type RepositoryMessage = { model_name: string; parameters: InferMessage["parameters"] };
/** Who may call: everybody, who has a token where serving asks for one, or an administrator always. */
type Access = "open" | "token" | "administrator";
type Unary = { access: Access; answer: (bytes: Buffer, metadata: Metadata) => Buffer | Promise<Buffer> };

// What it would write to the terminal is in the errors that are thrown here.
setLogVerbosity(logVerbosity.NONE);

const same = (bytes: Buffer) => bytes;
const definition = (name: string, stream: boolean): MethodDefinition<Buffer, Buffer> => ({
  path: `/inference.GRPCInferenceService/${name}`, requestStream: stream, responseStream: stream,
  requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same,
});
const text = (metadata: Metadata, name: string): string | undefined => metadata.get(name)[0]?.toString();
const environmentOf = (metadata: Metadata) => text(metadata, "signalbox-environment") ?? "production";
const targetOf = (model: string, version: string): ModelTarget => ({ model, version: version === "" ? undefined : version });
const target = (bytes: Buffer): ModelTarget => {
  const { name, version } = decodeMessage<ModelMessage>("ModelRequest", bytes);
  return targetOf(name, version);
};

export function grpcServer({ deps, follower, service, ready }: GrpcParts): Server {
  function authorise(access: Access, metadata: Metadata): void {
    if (access === "administrator") requireAdministrator(follower.tokens, text(metadata, "authorization"));
    else if (access === "token" && deps.env.servingAuth === "token") requireToken(follower.tokens, text(metadata, "authorization"));
  }

  function predict(message: InferMessage, metadata: Metadata, startedAtMs: number) {
    const final = plain(message.parameters)["triton_enable_empty_final_response"] === true;
    return service.predict({
      target: targetOf(message.model_name, message.model_version), environment: environmentOf(metadata), arrivedAtMs: deps.clock.now().getTime(), startedAtMs,
      parse: (spec) => parseMessage(message, spec),
      keyOf: ({ from, name }) => (from === "header" ? text(metadata, name.toLowerCase()) : keyText(plain(message.parameters)[name])),
      encode: (reply) => replyMembers(reply, final),
    });
  }

  const calls: Record<string, Unary> = {
    ServerLive: { access: "open", answer: () => pack("ServerLiveResponse", { live: true }) },
    ServerReady: { access: "open", answer: () => pack("ReadyResponse", { ready: ready() }) },
    ServerMetadata: { access: "open", answer: () => pack("ServerMetadataResponse", serverMetadata()) },
    ModelReady: { access: "token", answer: async (bytes, metadata) => pack("ReadyResponse", { ready: (await service.whyNotReady(target(bytes), environmentOf(metadata))) === null }) },
    ModelMetadata: { access: "token", answer: (bytes, metadata) => pack("ModelMetadataResponse", service.metadata(target(bytes), environmentOf(metadata))) },
    ModelConfig: { access: "token", answer: (bytes, metadata) => pack("ModelConfigResponse", { config: service.config(target(bytes), environmentOf(metadata)) }) },
    ModelStatistics: { access: "token", answer: async (bytes) => {
      const asked = target(bytes);
      return pack("ModelStatisticsResponse", await service.statistics(asked.model === "" ? null : asked));
    } },
    RepositoryIndex: { access: "token", answer: async (bytes) => pack("RepositoryIndexResponse", { models: await service.index(decodeMessage<{ ready: boolean }>("RepositoryIndexRequest", bytes).ready) }) },
    RepositoryModelLoad: { access: "administrator", answer: async (bytes) => {
      const { model_name, parameters } = decodeMessage<RepositoryMessage>("RepositoryModelRequest", bytes);
      await service.changes.load(model_name, plain(parameters));
      return pack("Nothing", {});
    } },
    RepositoryModelUnload: { access: "administrator", answer: async (bytes) => {
      const { model_name, parameters } = decodeMessage<RepositoryMessage>("RepositoryModelRequest", bytes);
      await service.changes.unload(model_name, plain(parameters));
      return pack("Nothing", {});
    } },
    ModelInfer: { access: "token", answer: async (bytes, metadata) => {
      const startedAtMs = performance.now();
      return encodeMessage("ModelInferResponse", await predict(decodeMessage<InferMessage>("ModelInferRequest", bytes), metadata, startedAtMs));
    } },
  };

  /** One after another, as they came; a bad request is an `error_message` and the stream goes on. */
  async function stream(call: ServerDuplexStream<Buffer, Buffer>): Promise<void> {
    authorise("token", call.metadata);
    for await (const bytes of call) {
      const startedAtMs = performance.now();
      let id = "";
      let answer: Record<string, unknown>;
      try {
        const message = decodeMessage<InferMessage>("ModelInferRequest", bytes as Buffer);
        ({ id } = message);
        answer = { infer_response: await predict(message, call.metadata, startedAtMs) };
      } catch (error) {
        answer = { error_message: toRefusal(error).message, infer_response: { id } };
      }
      if (!call.write(encodeMessage("ModelStreamInferResponse", answer))) await new Promise<void>((resolve) => { call.once("drain", resolve).once("cancelled", resolve); });
      if (call.cancelled) return;
    }
    call.end();
  }

  const server = new Server({ "grpc.max_receive_message_length": bodyLimitBytes, "grpc.max_send_message_length": -1 });
  const unary = ({ access, answer }: Unary) => (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>): void => {
    const work = async () => {
      authorise(access, call.metadata);
      return answer(call.request, call.metadata);
    };
    work().then((bytes) => reply(null, bytes), (error: unknown) => reply(statusOf(toRefusal(error))));
  };
  const names = Object.keys(calls);
  server.addService(
    { ...Object.fromEntries(names.map((name) => [name, definition(name, false)])), ModelStreamInfer: definition("ModelStreamInfer", true) },
    {
      ...Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, unary(call)])),
      ModelStreamInfer: (call: ServerDuplexStream<Buffer, Buffer>) => {
        stream(call).catch((error: unknown) => { if (!call.cancelled) call.emit("error", statusOf(toRefusal(error))); });
      },
    },
  );
  return server;
}

/**
 * Listens by a server of its own, so that the port can be shared; its connections are grpc-js'.
 * @returns the port, and how to let it go @throws PortError
 */
export async function listenGrpc(server: Server, { port, host, shared }: { port: number; host: string; shared: boolean }): Promise<{ port: number; close(): void }> {
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const door = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => injector.injectConnection(socket));
  const bound = await listenOn(door, { setting: "SERVING_GRPC_PORT", port, host, shared });
  return { port: bound, close: () => { door.close(); } };
}

/** Answers what has begun; what is not done by then is cut. */
export function drainGrpc(server: Server, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const hard = setTimeout(() => server.forceShutdown(), limitMs);
    server.tryShutdown(() => {
      clearTimeout(hard);
      resolve();
    });
  });
}
