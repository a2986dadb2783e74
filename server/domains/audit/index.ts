export { listAudit } from "./list-audit.ts";
export { record } from "./record.ts";
export { sealPending } from "./seal-pending.ts";
export { verifyChain } from "./verify-chain.ts";
