/** What other rooms may use of the catalog. */
export { listFeatures } from "./list-features.ts";
export { getFeature } from "./get-feature.ts";
