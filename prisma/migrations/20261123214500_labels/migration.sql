-- CreateTable
CREATE TABLE "quality_window" (
    "version_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "width_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "task" TEXT NOT NULL,
    "labelled" BIGINT NOT NULL,
    "counters" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quality_window_pkey" PRIMARY KEY ("version_id","environment","width_seconds","starts_at","task")
);

-- CreateTable
CREATE TABLE "label_page" (
    "day" DATE NOT NULL,
    "replica_id" UUID NOT NULL,
    "incarnation" INTEGER NOT NULL,
    "version_id" INTEGER NOT NULL,
    "page" INTEGER NOT NULL,
    "labels" BYTEA NOT NULL,

    CONSTRAINT "label_page_pkey" PRIMARY KEY ("day","replica_id","incarnation","version_id","page")
) PARTITION BY RANGE ("day");

-- CreateTable
CREATE TABLE "prediction_log" (
    "day" DATE NOT NULL,
    "replica_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "keys" BIGINT[],
    "entries" JSONB NOT NULL,

    CONSTRAINT "prediction_log_pkey" PRIMARY KEY ("day","replica_id","sequence")
) PARTITION BY RANGE ("day");

-- CreateIndex
CREATE INDEX "quality_window_width_seconds_starts_at_idx" ON "quality_window"("width_seconds", "starts_at");

-- CreateIndex
CREATE INDEX "prediction_log_keys_idx" ON "prediction_log" USING GIN ("keys");

ALTER TABLE quality_window ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;
ALTER TABLE quality_window ADD CONSTRAINT quality_task_known CHECK (task IN ('binary', 'multiclass', 'regression'));
ALTER TABLE quality_window ADD CONSTRAINT quality_labelled_not_negative CHECK (labelled >= 0);
