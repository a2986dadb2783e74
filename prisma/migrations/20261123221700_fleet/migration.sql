-- CreateTable
CREATE TABLE "fleet_entry" (
    "model_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "rate_milli" BIGINT NOT NULL,
    "error_ppm" BIGINT NOT NULL,
    "p99_us" BIGINT NOT NULL,
    "drift_micro" BIGINT NOT NULL,
    "heat" JSONB NOT NULL,
    "spark" JSONB NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fleet_entry_pkey" PRIMARY KEY ("model_id","environment")
);

-- CreateIndex
CREATE INDEX "fleet_entry_environment_rate_milli_model_id_idx" ON "fleet_entry"("environment", "rate_milli" DESC, "model_id");

-- CreateIndex
CREATE INDEX "fleet_entry_environment_error_ppm_model_id_idx" ON "fleet_entry"("environment", "error_ppm" DESC, "model_id");

-- CreateIndex
CREATE INDEX "fleet_entry_environment_p99_us_model_id_idx" ON "fleet_entry"("environment", "p99_us" DESC, "model_id");

-- CreateIndex
CREATE INDEX "fleet_entry_environment_drift_micro_model_id_idx" ON "fleet_entry"("environment", "drift_micro" DESC, "model_id");

-- CreateIndex
CREATE INDEX "fleet_entry_measured_at_idx" ON "fleet_entry"("measured_at");

ALTER TABLE fleet_entry ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE CASCADE;
