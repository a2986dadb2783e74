-- CreateTable
CREATE TABLE "storage_tally" (
    "model_id" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "widths" JSONB NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "storage_tally_pkey" PRIMARY KEY ("model_id")
);

-- CreateIndex
CREATE INDEX "storage_tally_bytes_model_id_idx" ON "storage_tally"("bytes" DESC, "model_id");

-- CreateIndex
CREATE INDEX "storage_tally_measured_at_idx" ON "storage_tally"("measured_at");

ALTER TABLE storage_tally ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE CASCADE;

-- Windows of ten minutes begin with this version: what was counted before them is told by minutes and hours.
INSERT INTO setting (key, value, updated_at)
SELECT 'monitoring.gone', jsonb_build_object('600', (floor(extract(epoch FROM now()) / 86400) + 1) * 86400000), now() WHERE EXISTS (SELECT FROM monitoring_window);
