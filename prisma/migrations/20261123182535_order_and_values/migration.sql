-- CreateIndex
CREATE INDEX "model_version_version_down_idx" ON "model_version"("version" DESC, "updated_at" DESC);

-- A parameter or a tag of a run by its value: as much of it as an index entry takes
CREATE INDEX run_param_value ON run_param (key, left(value, 256), run_id);
CREATE INDEX run_tag_value ON run_tag (key, left(value, 256), run_id);

-- A new version also moves its model's highest number and time, so that the model's row is built once.
-- \x3B is a semicolon, as in the migration that made these functions.
CREATE OR REPLACE FUNCTION version_in_model() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  IF TG_OP = ''INSERT'' THEN
    UPDATE registered_model m SET wire = '''', version_count = m.version_count + n.rows, last_version = GREATEST(m.last_version, n.highest), updated_at = GREATEST(m.updated_at, n.newest)
      FROM (SELECT model_id, count(*)::int AS rows, max(version) AS highest, max(created_at) AS newest FROM changed GROUP BY model_id) n WHERE m.id = n.model_id\x3B
  ELSE
    UPDATE registered_model m SET wire = '''', version_count = m.version_count - n.rows FROM (SELECT model_id, count(*)::int AS rows FROM changed GROUP BY model_id) n WHERE m.id = n.model_id\x3B
  END IF\x3B
  RETURN NULL\x3B
END';
-- A model shows the newest version of each stage: only a change of one of those, as it was or as it is, is a change of the model
CREATE OR REPLACE FUNCTION change_in_model() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE registered_model SET wire = '''' WHERE id IN (
    SELECT c.model_id FROM (SELECT model_id, stage, version FROM before UNION ALL SELECT model_id, stage, version FROM changed) c
    WHERE NOT EXISTS (SELECT 1 FROM model_version x WHERE x.model_id = c.model_id AND x.stage = c.stage AND x.version > c.version))\x3B
  RETURN NULL\x3B
END';
DROP TRIGGER model_version_update_wire ON model_version;
CREATE TRIGGER model_version_update_wire AFTER UPDATE ON model_version REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_in_model();
