import type { ModelView } from "#server/domains/registry/contract.ts";
import type { Suggest } from "../filter/tokens.ts";

const common = (values: readonly (string | null)[]): string[] => {
  const times = new Map<string, number>();
  for (const value of values) if (value !== null && value !== "" && value.length <= 80) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].toSorted(([a, one], [b, other]) => other - one || a.localeCompare(b)).map(([value]) => value);
};

/** What a filter may ask for, out of the models that are shown: the most common first. */
export const suggestFrom = (models: readonly ModelView[]): Suggest => (field, key) => {
  switch (field) {
    case "owner": return common(models.map((model) => model.owner));
    case "name": return models.map((model) => model.name);
    case "environment": return common(["production", "staging", ...models.flatMap((model) => model.routes.map((route) => route.environment))]);
    case "alias": return common(models.flatMap((model) => model.aliases.map((one) => one.alias)));
    case "tags": return common(models.flatMap((model) => model.tags.filter((tag) => key === null || tag.key === key).map((tag) => (key === null ? tag.key : tag.value))));
    case "created": case "updated": return ["-1d", "-7d", "-30d"];
    default: return [];
  }
};
