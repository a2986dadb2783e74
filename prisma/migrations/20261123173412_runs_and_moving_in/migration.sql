-- CreateTable
CREATE TABLE "import_item" (
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "local_id" TEXT NOT NULL,
    "stamp" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_item_pkey" PRIMARY KEY ("source","kind","source_id")
);

-- A text that is a number, as that number, and null for any other. What would overflow is no number here.
CREATE FUNCTION text_number(value text) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(value) < 60 AND value ~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$' THEN value::float8 END;

-- The runs table of an experiment: one index behind each sort, scanned either way
CREATE INDEX run_active_start ON run (experiment_id, start_time_ms, id) WHERE lifecycle_stage = 'active';
CREATE INDEX run_active_name ON run (experiment_id, (lower(left(name, 200)) COLLATE "C"), id) WHERE lifecycle_stage = 'active';
CREATE INDEX run_active_duration ON run (experiment_id, (end_time_ms - start_time_ms), id) WHERE lifecycle_stage = 'active';
CREATE INDEX run_latest_metric_order ON run_latest_metric (key, value, run_id) WHERE value < 'NaN';
CREATE INDEX run_param_order ON run_param (key, (COALESCE(text_number(value), 'Infinity'::float8)), (left(value, 200) COLLATE "C"), run_id);
