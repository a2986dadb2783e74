import { allOf, type Condition, conditionText, conjuncts, type FilterNode, filterText, modelVocabulary, parseSearch } from "#server/shared/filter/index.ts";
import { paths } from "#server/shared/paths.ts";

export type SearchLines = { python: string; curl: string; own: string; /** The stock client asks it by itself. */ stock: boolean };
type Asked = { origin: string; query?: string; filter?: string; sort: string };

const stockOperators: readonly Condition["operator"][] = ["=", "!=", "LIKE", "ILIKE", "IN"];

/** MLflow's own grammar says it: an AND of names and tags as text. */
function isStock(node: FilterNode): node is Condition {
  if (node.kind !== "condition" || !stockOperators.includes(node.operator)) return false;
  if (node.field === "name") return true;
  return node.field === "tags" && typeof node.value === "string";
}

const orders: Record<string, string> = { name: "name ASC", "-name": "name DESC", updated: "last_updated_timestamp ASC", "-updated": "last_updated_timestamp DESC" };
const shell = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
/** A JSON text is a Python text. */
const python = (text: string) => JSON.stringify(text);

/** What is searched now, as lines for a script: MLflow's stock client where it can say it, else its REST call with the extension field. */
export function searchLines({ origin, query, filter, sort }: Asked): SearchLines {
  const parsed = parseSearch(filter ?? "", modelVocabulary);
  const words: FilterNode[] = query ? [{ kind: "condition", field: "words", key: null, operator: "=", value: query }] : [];
  const nodes = [...words, ...(parsed.ok ? conjuncts(parsed.node) : [])];
  const url = `${origin}/api/2.0/mlflow/registered-models/search`;
  const order = orders[sort];
  const stock = nodes.every(isStock);
  const text = stock ? nodes.filter(isStock).map(conditionText).join(" AND ") : filterText(allOf(nodes));
  const field = stock ? "filter" : "signalbox_filter";
  const parameters = [...(text === "" ? [] : [[field, text] as const]), ...(order === undefined ? [] : [["order_by", order] as const])];
  const own = [...(query ? [["query", query] as const] : []), ...(filter ? [["filter", filter] as const] : []), ["sort", sort] as const];
  const curl = (address: string, values: readonly (readonly [string, string])[]) => [`curl -G ${address}`, `  -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN"`, ...values.map(([name, value]) => `  --data-urlencode ${shell(`${name}=${value}`)}`)].join(" \\\n");
  const asked = [...(text === "" ? [] : [`filter_string=${python(text)}`]), ...(order === undefined ? [] : [`order_by=[${python(order)}]`])].join(", ");
  return {
    stock, curl: curl(url, parameters), own: curl(`${origin}${paths.api("models")}`, own),
    python: stock ? `# export MLFLOW_TRACKING_TOKEN=…   a token from Settings
import mlflow
client = mlflow.MlflowClient(tracking_uri=${python(origin)})
for model in client.search_registered_models(${asked}):
    print(model.name)` : `import os, requests
answer = requests.get(
    ${python(url)},
    params={${parameters.map(([name, value]) => `${python(name)}: ${python(value)}`).join(", ")}},
    headers={"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]},
)
answer.raise_for_status()
for model in answer.json().get("registered_models", []):
    print(model["name"])`,
  };
}
