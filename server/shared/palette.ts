import { z } from "zod";

/** What Ctrl-K finds: pages are known to the browser, the rest is searched. */
export const paletteInput = z.object({ query: z.string().max(200) });
export const paletteView = z.object({
  items: z.array(z.object({ kind: z.enum(["model", "version", "release", "feature"]), title: z.string(), note: z.string(), href: z.string() })),
});
export type PaletteView = z.infer<typeof paletteView>;

export const demoView = z.object({
  state: z.enum(["off", "seeding", "running", "failed"]),
  step: z.string(),
  /** 0 to 1 */
  progress: z.number(),
  /** The demo's own time, where it runs. */
  clock: z.string().nullable(),
});
export type DemoView = z.infer<typeof demoView>;
