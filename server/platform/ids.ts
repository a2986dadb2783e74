import { randomBytes, randomUUID } from "node:crypto";

/** Randomness as an argument. */
export type Ids = {
  /** 32 hex digits, as MLflow's run ids. */
  hex32(): string;
  uuid(): string;
  /** URL-safe, at least `bits` random bits. */
  opaque(bits: number): string;
};

export const systemIds: Ids = {
  hex32: () => randomBytes(16).toString("hex"),
  uuid: () => randomUUID(),
  opaque: (bits) => randomBytes(Math.ceil(bits / 8)).toString("base64url"),
};
