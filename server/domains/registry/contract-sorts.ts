/** How the list of models sorts, apart from the schemas, so that a page has it without the library that reads schemas. */
export const modelSorts = ["name", "-name", "updated", "-updated", "created", "-created", "owner", "-owner"] as const;
