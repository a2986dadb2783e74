import { demoView, overviewInput, overviewView, paletteInput, paletteView } from "#server/shared/overview.ts";
import { readDemo } from "../../demo.ts";
import { composeOverview } from "../overview.ts";
import { searchPalette } from "../palette.ts";
import { procedureFor, publicProcedure, router } from "../procedures.ts";

export const overviewRouter = router({
  get: procedureFor("registry.read").input(overviewInput).output(overviewView).query(({ ctx, input }) => composeOverview(ctx.deps, ctx.actor, input)),
});

export const paletteRouter = router({
  search: procedureFor("registry.read").input(paletteInput).output(paletteView).query(({ ctx, input }) => searchPalette(ctx.deps, ctx.actor, input)),
});

export const demoRouter = router({
  get: publicProcedure.output(demoView).query(({ ctx }) => readDemo(ctx.deps)),
});
