-- CreateTable
CREATE TABLE "sample_window" (
    "version_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "rows" JSONB NOT NULL,
    "withheld" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sample_window_pkey" PRIMARY KEY ("version_id","environment","starts_at")
);

-- CreateIndex
CREATE INDEX "sample_window_starts_at_idx" ON "sample_window"("starts_at");

ALTER TABLE sample_window ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;
