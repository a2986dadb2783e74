import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { curlLines, exampleTensors, pythonLines, pythonValue, shellText, type Tensor } from "../serving/predict-lines.ts";

export const snippetTasks = ["register", "load", "infer", "search"] as const;
export type SnippetTask = (typeof snippetTasks)[number];
export const snippetTools = ["python", "curl"] as const;
export type SnippetTool = (typeof snippetTools)[number];

/** The first row of a logged input example, by column; null where it has another form. */
export type Example = Record<string, string | number | boolean>;
export type SnippetOf = {
  origin: string; servingUrl: string; version: Pick<VersionPageView, "model" | "version" | "source" | "run" | "signature" | "environments">;
  example: Example | null;
};

/** Text inside single quotes of a shell. */
const shell = (text: string): string => `'${shellText(text)}'`;
const python = (text: string): string => JSON.stringify(text);
const header = `-H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN"`;
/** A name in the search grammar: in quotes that it does not hold. */
const quoted = (name: string): string => (name.includes("'") ? `"${name}"` : `'${name}'`);
const begin = (origin: string) => `# export MLFLOW_TRACKING_TOKEN=…   a token from Settings\nimport mlflow\nmlflow.set_tracking_uri(${python(origin)})`;
const uriOf = (version: SnippetOf["version"]) => `models:/${version.model}/${version.version}`;
const isScalar = (value: unknown): value is string | number | boolean => ["string", "number", "boolean"].includes(typeof value);

/** Reads `input_example.json` of a model: pandas' split form `{columns, data}`; other forms have no columns. */
export function exampleOf(text: string): Example | null {
  try {
    const json = JSON.parse(text) as { columns?: unknown; data?: unknown };
    const row: unknown = Array.isArray(json.data) ? json.data[0] : undefined;
    if (!Array.isArray(json.columns) || !Array.isArray(row) || row.length !== json.columns.length || !row.every(isScalar)) return null;
    return Object.fromEntries(json.columns.map((name, index) => [String(name), row[index] as string | number | boolean]));
  } catch {
    return null;
  }
}

/** Made-up tensors of the signature, with the example's values where it has one for a tensor of a single element. */
export function tensorsOf({ version, example }: Pick<SnippetOf, "version" | "example">): Tensor[] {
  return exampleTensors(version.signature?.inputs ?? []).map((tensor) => {
    const value = example?.[tensor.name];
    return value === undefined || tensor.data.length !== 1 ? tensor : { ...tensor, data: [value] };
  });
}

const dtypes: Record<string, string> = { FP16: "float16", FP32: "float32", FP64: "float64", BYTES: "str", BOOL: "bool" };
const arrayOf = ({ datatype, shape, data }: Tensor): string => `np.array([${data.map(pythonValue).join(", ")}], dtype="${dtypes[datatype] ?? datatype.toLowerCase()}")${shape.length === 1 ? "" : `.reshape(${JSON.stringify(shape)})`}`;

/** What `predict` takes: a table of columns, or arrays by name; a single tensor without a name stands alone. */
function rowsFor(of: SnippetOf): string {
  const tensors = tensorsOf(of);
  const columns = of.version.signature?.inputs.every((input) => input.shape === null) ?? false;
  const [only] = tensors;
  if (only !== undefined && tensors.length === 1 && !columns && only.name === "0") return arrayOf(only);
  const fields = tensors.map((tensor) => `    ${python(tensor.name)}: ${columns ? arrayOf({ ...tensor, shape: [1] }) : arrayOf(tensor)},`).join("\n");
  return columns ? `pd.DataFrame({\n${fields}\n})` : `{\n${fields}\n}`;
}

function register({ origin, version }: SnippetOf, tool: SnippetTool): string {
  if (tool === "python") return `${begin(origin)}\nversion = mlflow.register_model(${python(version.source)}, ${python(version.model)})\nprint(version.version)   # a new version of the same files`;
  const modelId = /^models:\/(m-[0-9a-f]{32})$/.exec(version.source)?.[1];
  const body = { name: version.model, source: version.source, ...(version.run ? { run_id: version.run.runId } : {}), ...(modelId ? { model_id: modelId } : {}) };
  return `curl ${origin}/api/2.0/mlflow/model-versions/create ${header} \\\n  -H 'Content-Type: application/json' -d ${shell(JSON.stringify(body))}`;
}

function load({ origin, version }: SnippetOf, tool: SnippetTool): string {
  if (tool === "python") return `${begin(origin)}\nmodel = mlflow.pyfunc.load_model(${python(uriOf(version))})\nprint(model.metadata.signature)`;
  return `curl -G ${origin}/model-versions/get-artifact ${header} \\\n  --data-urlencode ${shell(`name=${version.model}`)} -d version=${version.version} -d path=MLmodel -o MLmodel`;
}

function infer(of: SnippetOf, tool: SnippetTool): string {
  const { version, servingUrl, origin } = of;
  const environment = version.environments.find((one) => one.state === "serving")?.environment;
  if (environment !== undefined) {
    const ask = { servingUrl, model: version.model, environment, inputs: version.signature?.inputs ?? [], tensors: tensorsOf(of) };
    return tool === "python" ? pythonLines(ask) : curlLines(ask);
  }
  if (tool === "curl") return `# Nothing serves ${version.model} v${version.version} yet, so there is nowhere to send rows to.\n# Ask for its promotion on this page; the Python lines predict without a server.`;
  const { signature } = version;
  if (signature === null || signature.inputs.length === 0) return `${begin(origin)}\nmodel = mlflow.pyfunc.load_model(${python(uriOf(version))})\n# This version has no signature: give predict what the model was trained on.`;
  return `${begin(origin)}\nimport numpy as np, pandas as pd\nmodel = mlflow.pyfunc.load_model(${python(uriOf(version))})\nprint(model.predict(${rowsFor(of)}))`;
}

function search({ origin, version }: SnippetOf, tool: SnippetTool): string {
  const filter = `name = ${quoted(version.model)}`;
  if (tool === "python") return `${begin(origin)}\nfor found in mlflow.search_model_versions(filter_string=${python(filter)}):\n    print(found.version, found.aliases, found.tags)`;
  return `curl -G ${origin}/api/2.0/mlflow/model-versions/search ${header} \\\n  --data-urlencode ${shell(`filter=${filter}`)} -d max_results=10`;
}

const lines = { register, load, infer, search } as const satisfies Record<SnippetTask, (of: SnippetOf, tool: SnippetTool) => string>;

/** Lines that do a thing with this very version, as they are. */
export const snippet = (of: SnippetOf, task: SnippetTask, tool: SnippetTool): string => lines[task](of, tool);
