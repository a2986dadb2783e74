import type { Right } from "../../../domains/identity/contract.ts";
import { downloadRoutes, fileRoutes, partRoute } from "./artifact-files.ts";
import type { Endpoint } from "./endpoint.ts";
import { loggedModelEndpoints } from "./endpoints-models.ts";
import { registryEndpoints } from "./endpoints-registry.ts";
import { trackingEndpoints } from "./endpoints-tracking.ts";
import { uploadEndpoints } from "./endpoints-uploads.ts";
import { webhookEndpoints } from "./endpoints-webhooks.ts";

/** Every JSON call of the dialect: its right, its input, its answer. */
export const mlflowEndpoints: readonly Endpoint[] = [...registryEndpoints, ...trackingEndpoints, ...loggedModelEndpoints, ...uploadEndpoints, ...webhookEndpoints];

/** Everything the dialect mounts, with the right it takes; a call's path stands below /api and /ajax-api. */
export const mlflowRoutes: readonly { method: string; path: string; right: Right | "public" }[] = [
  ...mlflowEndpoints.flatMap((row) => row.methods.map((method) => ({ method, path: row.path, right: row.right }))),
  ...[...fileRoutes, ...downloadRoutes].map(({ method, path, right }) => ({ method, path, right })),
  { ...partRoute },
  { method: "GET", path: "/health", right: "public" },
  { method: "GET", path: "/version", right: "public" },
];
