-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "attempted_at" TIMESTAMPTZ(3),
ADD COLUMN     "failing_since" TIMESTAMPTZ(3),
ADD COLUMN     "last_status" INTEGER;

-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN     "attempted_at" TIMESTAMPTZ(3),
ADD COLUMN     "took_ms" INTEGER;

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_state_id_idx" ON "webhook_delivery"("webhook_id", "state", "id" DESC);
