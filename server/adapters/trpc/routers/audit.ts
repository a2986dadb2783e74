import { z } from "zod";
import { auditEventView, listAuditInput } from "#server/domains/audit/contract.ts";
import { listAudit } from "#server/domains/audit/index.ts";
import { procedureFor, router } from "../procedures.ts";

export const auditRouter = router({
  list: procedureFor("audit.read").input(listAuditInput).output(z.object({ items: z.array(auditEventView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listAudit(ctx.deps, ctx.actor, input)),
});
