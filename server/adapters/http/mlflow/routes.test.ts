/** The dialect's table against the calls that MLflow 3.17's clients make: a call that is missing here is missing for them. */
import { expect, test } from "vitest";
import { mlflowRoutes } from "./routes.ts";

const wire = `
POST registered-models/create|GET registered-models/get|PATCH registered-models/update|POST registered-models/rename|DELETE registered-models/delete
POST registered-models/set-tag|DELETE registered-models/delete-tag|POST registered-models/get-latest-versions|GET registered-models/get-latest-versions
GET registered-models/search|POST registered-models/alias|GET registered-models/alias|DELETE registered-models/alias
POST model-versions/create|GET model-versions/get|PATCH model-versions/update|DELETE model-versions/delete|GET model-versions/get-download-uri
POST model-versions/transition-stage|POST model-versions/set-tag|DELETE model-versions/delete-tag|GET model-versions/search
POST experiments/create|GET experiments/get|GET experiments/get-by-name|POST experiments/update|POST experiments/delete|POST experiments/restore
POST experiments/set-experiment-tag|POST experiments/delete-experiment-tag|POST experiments/search|GET experiments/search|POST experiments/search-datasets
POST runs/create|GET runs/get|POST runs/update|POST runs/log-metric|POST runs/log-parameter|POST runs/set-tag|POST runs/delete-tag|POST runs/log-batch
POST runs/log-inputs|POST runs/outputs|POST runs/log-model|POST runs/delete|POST runs/restore|POST runs/search
GET metrics/get-history|GET metrics/get-history-bulk|GET metrics/get-history-bulk-interval
POST logged-models|GET logged-models/:id|PATCH logged-models/:id|DELETE logged-models/:id|PATCH logged-models/:id/tags|DELETE logged-models/:id/tags/:key
POST logged-models/:id/params|POST logged-models/search|GET logged-models/:id/artifacts/directories|GET logged-models/:id/artifacts/files
GET artifacts/list|POST artifacts/presigned-upload-url|POST artifacts/presigned-download-url
PUT /mlflow-artifacts/artifacts/*|GET /mlflow-artifacts/artifacts/*|DELETE /mlflow-artifacts/artifacts/*|GET /mlflow-artifacts/artifacts
POST /mlflow-artifacts/mpu/create/*|POST /mlflow-artifacts/mpu/complete/*|POST /mlflow-artifacts/mpu/abort/*|PUT /mlflow-artifacts/mpu/parts/:upload/:number|GET /mlflow-artifacts/presigned/*
POST webhooks|GET webhooks|GET webhooks/:id|PATCH webhooks/:id|DELETE webhooks/:id|POST webhooks/:id/test
GET 3.0/mlflow/server-info|GET //get-artifact|GET //model-versions/get-artifact|GET //health|GET //version`;

/** As the table writes it: `x` stands below 2.0/mlflow, `/x` below 2.0, `//x` outside /api. */
function written(call: string): string {
  const [method = "", path = ""] = call.split(" ");
  if (path.startsWith("//")) return `${method} ${path.slice(1)}`;
  if (path.startsWith("/")) return `${method} 2.0${path}`;
  return `${method} ${path.startsWith("3.0/") ? path : `2.0/mlflow/${path}`}`;
}
const listed = wire.trim().split(/[|\n]/).map(written);
const mounted = mlflowRoutes.map((row) => `${row.method} ${row.path}`);

test("every call of the wire is a row of the table, and every row is one of the wire", () => {
  expect(mounted.toSorted()).toEqual(listed.toSorted());
});

test("what changes something takes more than reading; only a part's address is its own right", () => {
  const reads = /search|get-latest-versions|presigned-download/;
  const changing = mlflowRoutes.filter((row) => row.method !== "GET" && !reads.test(row.path) && row.right === "registry.read");
  expect(changing.map((row) => row.path)).toEqual([]);
  expect(mlflowRoutes.filter((row) => row.right === "public").map((row) => row.path)).toEqual(["2.0/mlflow-artifacts/mpu/parts/:upload/:number", "/health", "/version"]);
});
