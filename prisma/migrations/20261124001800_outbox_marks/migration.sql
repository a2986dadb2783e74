-- An event is written once, and who follows the outbox remembers in one row how far it got. Marking each event twice cost a
-- write more than the event itself, and left the indexes of what waits full of what does not.
CREATE TABLE "outbox_mark" (
    "follower" TEXT NOT NULL,
    "horizon" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "seen" BIGINT[],
    "last_id" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_mark_pkey" PRIMARY KEY ("follower")
);
ALTER TABLE "outbox_event" ADD COLUMN "xid" xid8 NOT NULL DEFAULT pg_current_xact_id();
-- What was marked before counts as seen until the first round passes over it
INSERT INTO "outbox_mark" ("follower", "seen", "last_id")
SELECT 'live', ARRAY(SELECT id FROM "outbox_event" WHERE "relayed_at" IS NOT NULL), COALESCE((SELECT max(id) FROM "outbox_event" WHERE "relayed_at" IS NOT NULL), 0)
UNION ALL
SELECT 'webhooks', ARRAY(SELECT id FROM "outbox_event" WHERE "fanned_at" IS NOT NULL OR "hook" IS NULL), COALESCE((SELECT max(id) FROM "outbox_event" WHERE "fanned_at" IS NOT NULL), 0);
DROP INDEX "outbox_unrelayed";
DROP INDEX "outbox_unfanned";
ALTER TABLE "outbox_event" DROP COLUMN "relayed_at", DROP COLUMN "fanned_at";

-- CreateIndex
CREATE INDEX "outbox_event_xid_idx" ON "outbox_event"("xid");
