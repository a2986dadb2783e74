import type { Actor, Right } from "../../../domains/identity/contract.ts";
import type { Deps } from "../../../platform/deps.ts";
import { type Fields, type Input, readFields } from "./params.ts";
import type { Json } from "./shapes.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What a call answers: a body, or one that is JSON text already. */
export type Answer = Json | string;

/** One row of the dialect's table: what is called how, which right it takes, what it reads, what it answers. */
export type Endpoint = {
  methods: readonly Method[];
  /** Below /api and /ajax-api; `:id` and `:key` are segments. */
  path: string;
  right: Right;
  handle(deps: Deps, actor: Actor, call: Call): Promise<Answer>;
};
export type Call = { raw: Record<string, unknown>; segments: Record<string, string> };

/** Builds a row from its typed parts. */
export function endpoint<F extends Fields>(row: {
  methods: readonly Method[]; path: string; right: Right; input: F;
  answer(deps: Deps, actor: Actor, input: Input<F> & { segments: Record<string, string> }): Promise<Answer>;
}): Endpoint {
  return {
    methods: row.methods, path: row.path, right: row.right,
    handle: (deps, actor, call) => row.answer(deps, actor, { ...readFields(row.input, call.raw), segments: call.segments }),
  };
}

/** For calls that answer `{}`. */
export const nothing = async (done: Promise<unknown>): Promise<Json> => {
  await done;
  return {};
};
