import { z } from "zod";
import { versionInput } from "./contract.ts";

/** MLflow's own bounds: a key of 250 characters, a value of 100,000, a description of 100,000. */
const tagKey = z.string().trim().min(1, "a name").max(250, "at most 250 characters");
export const tagVersionInput = versionInput.extend({ key: tagKey, value: z.string().max(100_000, "at most 100,000 characters") });
export const untagVersionInput = versionInput.extend({ key: z.string().min(1).max(250) });
export const describeVersionInput = versionInput.extend({ description: z.string().trim().max(100_000, "at most 100,000 characters") });
