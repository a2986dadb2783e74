import { z } from "zod";
import { activityInput, activityItem } from "#server/domains/registry/contract-activity.ts";
import { describeVersionInput, tagVersionInput, untagVersionInput } from "#server/domains/registry/contract-edit.ts";
import { metricSeriesInput, metricSeriesView } from "#server/domains/registry/contract-metrics.ts";
import { fileView, listFilesInput, previewInput, previewView, versionPageView } from "#server/domains/registry/contract-version.ts";
import { versionInput } from "#server/domains/registry/contract.ts";
import { getVersionPage, listActivity, listFiles, metricSeries, previewFile, tagVersion, untagVersion, updateVersion } from "#server/domains/registry/index.ts";
import { procedureFor } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");
const write = procedureFor("registry.write");

/** What a version's page asks for. */
export const versionPageProcedures = {
  get: read.input(versionInput).output(versionPageView).query(({ ctx, input }) => getVersionPage(ctx.deps, ctx.actor, input)),
  activity: read.input(activityInput).output(page(activityItem)).query(({ ctx, input }) => listActivity(ctx.deps, ctx.actor, input)),
  series: read.input(metricSeriesInput).output(metricSeriesView).query(({ ctx, input }) => metricSeries(ctx.deps, ctx.actor, input)),
  preview: read.input(previewInput).output(previewView).query(({ ctx, input }) => previewFile(ctx.deps, ctx.actor, input)),
  files: read.input(listFilesInput).output(page(fileView)).query(({ ctx, input }) => listFiles(ctx.deps, ctx.actor, input)),
  tag: write.input(tagVersionInput).output(z.void()).mutation(({ ctx, input: { model, version, ...tag } }) => tagVersion(ctx.deps, ctx.actor, { name: model, version: String(version), tag })),
  untag: write.input(untagVersionInput).output(z.void()).mutation(({ ctx, input }) => untagVersion(ctx.deps, ctx.actor, { name: input.model, version: String(input.version), key: input.key })),
  describe: write.input(describeVersionInput).output(z.void()).mutation(async ({ ctx, input }) => { await updateVersion(ctx.deps, ctx.actor, { name: input.model, version: String(input.version), description: input.description }); }),
};
