import { createCallerFactory, router } from "./procedures.ts";
import { auditRouter } from "./routers/audit.ts";
import { embedsRouter, featuresRouter } from "./routers/catalog.ts";
import { demoRouter, overviewRouter, paletteRouter } from "./routers/home.ts";
import { invitesRouter, peopleRouter, sessionRouter, tokensRouter } from "./routers/identity.ts";
import { monitoringRouter } from "./routers/monitoring.ts";
import { modelsRouter, versionsRouter } from "./routers/registry.ts";
import { environmentsRouter, releasesRouter, servingRouter } from "./routers/releases.ts";

export const appRouter = router({
  session: sessionRouter, people: peopleRouter, tokens: tokensRouter, invites: invitesRouter,
  models: modelsRouter, versions: versionsRouter,
  releases: releasesRouter, environments: environmentsRouter, serving: servingRouter,
  monitoring: monitoringRouter,
  features: featuresRouter, embeds: embedsRouter,
  audit: auditRouter,
  overview: overviewRouter, palette: paletteRouter, demo: demoRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, for server components by the door and for tests. */
export const createCaller = createCallerFactory(appRouter);
export type AppCaller = ReturnType<typeof createCaller>;
