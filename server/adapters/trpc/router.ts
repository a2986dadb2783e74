import { createCallerFactory, router } from "./procedures.ts";
import { alertsRouter, monitorsRouter } from "./routers/alerts.ts";
import { auditRouter } from "./routers/audit.ts";
import { cleaningRouter } from "./routers/cleaning.ts";
import { cardsRouter } from "./routers/cards.ts";
import { embedsRouter, featuresRouter } from "./routers/catalog.ts";
import { compareRouter, lineageRouter } from "./routers/compare.ts";
import { demoRouter, overviewRouter, paletteRouter } from "./routers/home.ts";
import { invitesRouter, peopleRouter, sessionRouter, tokensRouter } from "./routers/identity.ts";
import { monitoringRouter } from "./routers/monitoring.ts";
import { experimentsRouter, runsRouter } from "./routers/experiments.ts";
import { modelsRouter, versionsRouter } from "./routers/registry.ts";
import { aliasesRouter, environmentsRouter, releasesRouter, servingRouter } from "./routers/releases.ts";
import { storageRouter } from "./routers/storage.ts";
import { viewsRouter } from "./routers/views.ts";
import { webhooksRouter } from "./routers/webhooks.ts";

export const appRouter = router({
  session: sessionRouter, people: peopleRouter, tokens: tokensRouter, invites: invitesRouter,
  experiments: experimentsRouter, runs: runsRouter,
  compare: compareRouter, lineage: lineageRouter, views: viewsRouter, cleaning: cleaningRouter,
  models: modelsRouter, versions: versionsRouter, cards: cardsRouter,
  releases: releasesRouter, aliases: aliasesRouter, environments: environmentsRouter, serving: servingRouter,
  monitoring: monitoringRouter, monitors: monitorsRouter, alerts: alertsRouter, storage: storageRouter,
  features: featuresRouter, embeds: embedsRouter,
  audit: auditRouter, webhooks: webhooksRouter,
  overview: overviewRouter, palette: paletteRouter, demo: demoRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, for server components by the door and for tests. */
export const createCaller = createCallerFactory(appRouter);
export type AppCaller = ReturnType<typeof createCaller>;
