ALTER TABLE "baseline" ADD COLUMN "segments" JSONB;

CREATE TABLE "segment_window" (
    "version_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "width_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "layout" TEXT NOT NULL,
    "feature" TEXT NOT NULL,
    "counts" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_window_pkey" PRIMARY KEY ("version_id","environment","width_seconds","starts_at","layout","feature")
);

CREATE TABLE "segment_labels" (
    "version_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "width_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "layout" TEXT NOT NULL,
    "feature" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "counters" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_labels_pkey" PRIMARY KEY ("version_id","environment","width_seconds","starts_at","layout","feature","task")
);

CREATE INDEX "segment_window_width_seconds_starts_at_idx" ON "segment_window"("width_seconds", "starts_at");
CREATE INDEX "segment_labels_width_seconds_starts_at_idx" ON "segment_labels"("width_seconds", "starts_at");

-- Prisma knows no relation here: counters go with their version.
ALTER TABLE segment_window ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;
ALTER TABLE segment_labels ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;
ALTER TABLE segment_labels ADD CONSTRAINT segment_labels_task_known CHECK (task IN ('binary', 'multiclass', 'regression'));
