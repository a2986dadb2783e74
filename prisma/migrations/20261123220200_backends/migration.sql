-- AlterTable
ALTER TABLE "replica" ADD COLUMN     "backends" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "spool" JSONB;

-- CreateTable
CREATE TABLE "backend" (
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "timeout_ms" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "health" TEXT NOT NULL DEFAULT 'unknown',
    "reason" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "latency_ms" DOUBLE PRECISION,
    "probe_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "backend_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "backend_probe_at_idx" ON "backend"("probe_at");
