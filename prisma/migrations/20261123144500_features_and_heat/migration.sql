-- The overview's heat strip, and gaps by their end
ALTER TABLE "monitoring_window" ADD COLUMN "max_psi_lower" DOUBLE PRECISION;
CREATE INDEX "monitoring_gap_to_at_idx" ON "monitoring_gap"("to_at");

-- The catalog's names, one row for each input that a version's signature names
CREATE TABLE "version_feature" (
    "version_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,

    CONSTRAINT "version_feature_pkey" PRIMARY KEY ("version_id","name")
);
CREATE INDEX "version_feature_name_version_id_idx" ON "version_feature"("name", "version_id");
ALTER TABLE "version_feature" ADD CONSTRAINT "version_feature_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "model_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX version_feature_name_trgm ON version_feature USING gin (name gin_trgm_ops);

-- A table beside the JSON, so that names can be searched and paged by index, and a trigger, so that no writer can forget it.
-- \x3B is a semicolon: the schema engine cuts a script at every plain one, in a function's body too.
CREATE FUNCTION keep_version_features() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  DELETE FROM version_feature WHERE version_id = NEW.id\x3B
  INSERT INTO version_feature (version_id, name, type)
    SELECT DISTINCT ON (i ->> ''name'') NEW.id, i ->> ''name'', COALESCE(i ->> ''type'', '''')
    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(NEW.signature -> ''inputs'') = ''array'' THEN NEW.signature -> ''inputs'' ELSE ''[]'' END) i
    WHERE i ->> ''name'' <> '''' ORDER BY i ->> ''name''\x3B
  RETURN NULL\x3B
END';
CREATE TRIGGER model_version_features_new AFTER INSERT ON model_version FOR EACH ROW WHEN (NEW.signature IS NOT NULL) EXECUTE FUNCTION keep_version_features();
CREATE TRIGGER model_version_features_changed AFTER UPDATE OF signature ON model_version FOR EACH ROW WHEN (OLD.signature IS DISTINCT FROM NEW.signature) EXECUTE FUNCTION keep_version_features();
-- Versions that were there before the trigger
INSERT INTO version_feature (version_id, name, type)
  SELECT DISTINCT ON (v.id, i ->> 'name') v.id, i ->> 'name', COALESCE(i ->> 'type', '')
  FROM model_version v, jsonb_array_elements(CASE WHEN jsonb_typeof(v.signature -> 'inputs') = 'array' THEN v.signature -> 'inputs' ELSE '[]' END) i
  WHERE i ->> 'name' <> '' ORDER BY v.id, i ->> 'name';
