import type { OipRefusal } from "../http/oip/index.ts";

/** gRPC's status codes (its `statuscodes` document) by the status that HTTP would answer. */
const codes: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 409: 9, 413: 8, 415: 3, 429: 8, 501: 12, 503: 14, 504: 4 };
const internal = 13;

export const statusOf = (refusal: OipRefusal): { code: number; details: string } => ({ code: codes[refusal.status] ?? internal, details: refusal.message });
