-- AlterTable
ALTER TABLE "model_version" ADD COLUMN     "is_prompt" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "wire" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "registered_model" ADD COLUMN     "search_text" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "version_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wire" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "model_version_model_id_stage_version_idx" ON "model_version"("model_id", "stage", "version" DESC);

-- CreateIndex
CREATE INDEX "model_version_version_updated_at_idx" ON "model_version"("version", "updated_at" DESC);

-- A version and a model as MLflow's API writes them, in their rows: a search answers thousands of them, and building one takes
-- four tables. Kept by triggers, so that no writer can forget it. Setting `wire` to '' has it built again.
-- \x3B is a semicolon: the schema engine cuts a script at every plain one, in a function's body too.
CREATE FUNCTION keep_version_wire() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  tags json\x3B
BEGIN
  SELECT json_agg(json_build_object(''key'', t.key, ''value'', t.value) ORDER BY t.key), COALESCE(bool_or(t.key = ''mlflow.prompt.is_prompt'' AND t.value = ''true''), false)
    INTO tags, NEW.is_prompt FROM model_version_tag t WHERE t.version_id = NEW.id\x3B
  NEW.wire := json_strip_nulls(json_build_object(''name'', (SELECT m.name FROM registered_model m WHERE m.id = NEW.model_id), ''version'', NEW.version::text,
    ''creation_timestamp'', (extract(epoch FROM NEW.created_at) * 1000)::bigint, ''last_updated_timestamp'', (extract(epoch FROM NEW.updated_at) * 1000)::bigint,
    ''current_stage'', NEW.stage, ''description'', NEW.description, ''source'', NEW.source, ''run_id'', NEW.run_id, ''status'', NEW.status, ''run_link'', NEW.run_link, ''tags'', tags))\x3B
  RETURN NEW\x3B
END';
CREATE TRIGGER model_version_wire BEFORE INSERT OR UPDATE ON model_version FOR EACH ROW EXECUTE FUNCTION keep_version_wire();
CREATE FUNCTION keep_model_wire() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  tags json\x3B
  latest json\x3B
  words text\x3B
BEGIN
  SELECT json_agg(json_build_object(''key'', t.key, ''value'', t.value) ORDER BY t.key), string_agg(t.value, E''\\n'' ORDER BY t.key)
    INTO tags, words FROM registered_model_tag t WHERE t.model_id = NEW.id\x3B
  SELECT json_agg(v.wire::json ORDER BY v.version) INTO latest FROM unnest(ARRAY[''None'', ''Staging'', ''Production'', ''Archived'']) AS s(stage),
    LATERAL (SELECT x.version, x.wire FROM model_version x WHERE x.model_id = NEW.id AND x.stage = s.stage ORDER BY x.version DESC LIMIT 1) v\x3B
  NEW.search_text := concat_ws(E''\\n'', NEW.name, NEW.description, NEW.owner_team, words)\x3B
  NEW.wire := json_strip_nulls(json_build_object(''name'', NEW.name,
    ''creation_timestamp'', (extract(epoch FROM NEW.created_at) * 1000)::bigint, ''last_updated_timestamp'', (extract(epoch FROM NEW.updated_at) * 1000)::bigint,
    ''description'', NEW.description, ''latest_versions'', latest, ''tags'', tags,
    ''aliases'', (SELECT json_agg(json_build_object(''alias'', a.alias, ''version'', v.version::text) ORDER BY a.alias) FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = NEW.id)))\x3B
  RETURN NEW\x3B
END';
CREATE TRIGGER registered_model_wire BEFORE INSERT OR UPDATE ON registered_model FOR EACH ROW EXECUTE FUNCTION keep_model_wire();
CREATE FUNCTION rename_in_versions() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE model_version SET wire = '''' WHERE model_id = NEW.id\x3B
  RETURN NULL\x3B
END';
CREATE TRIGGER registered_model_renamed AFTER UPDATE OF name ON registered_model FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION rename_in_versions();
CREATE FUNCTION version_in_model() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE registered_model m SET wire = '''', version_count = m.version_count + CASE TG_OP WHEN ''INSERT'' THEN n.rows WHEN ''DELETE'' THEN -n.rows ELSE 0 END
    FROM (SELECT model_id, count(*)::int AS rows FROM changed GROUP BY model_id) n WHERE m.id = n.model_id\x3B
  RETURN NULL\x3B
END';
CREATE FUNCTION tag_in_version() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE model_version SET wire = '''' WHERE id IN (SELECT version_id FROM changed)\x3B
  RETURN NULL\x3B
END';
CREATE FUNCTION part_of_model() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  UPDATE registered_model SET wire = '''' WHERE id IN (SELECT model_id FROM changed)\x3B
  RETURN NULL\x3B
END';
CREATE TRIGGER model_version_insert_wire AFTER INSERT ON model_version REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION version_in_model();
CREATE TRIGGER model_version_update_wire AFTER UPDATE ON model_version REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION version_in_model();
CREATE TRIGGER model_version_delete_wire AFTER DELETE ON model_version REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION version_in_model();
CREATE TRIGGER model_version_tag_insert_wire AFTER INSERT ON model_version_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tag_in_version();
CREATE TRIGGER model_version_tag_update_wire AFTER UPDATE ON model_version_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tag_in_version();
CREATE TRIGGER model_version_tag_delete_wire AFTER DELETE ON model_version_tag REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tag_in_version();
CREATE TRIGGER registered_model_tag_insert_wire AFTER INSERT ON registered_model_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
CREATE TRIGGER registered_model_tag_update_wire AFTER UPDATE ON registered_model_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
CREATE TRIGGER registered_model_tag_delete_wire AFTER DELETE ON registered_model_tag REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
CREATE TRIGGER model_alias_insert_wire AFTER INSERT ON model_alias REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
CREATE TRIGGER model_alias_update_wire AFTER UPDATE ON model_alias REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
CREATE TRIGGER model_alias_delete_wire AFTER DELETE ON model_alias REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION part_of_model();
-- The rows stay in their page with room to be rewritten in place, and their text is not packed: reading it is what matters
ALTER TABLE registered_model SET (fillfactor = 70, toast_tuple_target = 8160);
ALTER TABLE model_version SET (fillfactor = 80, toast_tuple_target = 8160);
-- What was there before the triggers
UPDATE model_version SET wire = '';
UPDATE registered_model m SET wire = '', version_count = (SELECT count(*) FROM model_version v WHERE v.model_id = m.id);

-- The list's search looks in one column
CREATE INDEX registered_model_search_trgm ON registered_model USING gin (search_text gin_trgm_ops);
DROP INDEX registered_model_description_trgm;
DROP INDEX registered_model_owner_trgm;
DROP INDEX registered_model_owner_team_name_idx;
-- A tag by its value: as much of it as an index entry takes
CREATE INDEX registered_model_tag_value ON registered_model_tag (key, left(value, 256), model_id);
CREATE INDEX model_version_tag_value ON model_version_tag (key, left(value, 256), version_id);
