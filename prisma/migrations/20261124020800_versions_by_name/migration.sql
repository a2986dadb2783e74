-- MLflow orders equals by name, the newest version first: versions in the order of their numbers need the name beside it
ALTER TABLE "model_version" ADD COLUMN "model_name" TEXT NOT NULL DEFAULT '';
CREATE OR REPLACE FUNCTION keep_version_wire() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  tags json\x3B
BEGIN
  SELECT json_agg(json_build_object(''key'', t.key, ''value'', t.value) ORDER BY t.key), COALESCE(bool_or(t.key = ''mlflow.prompt.is_prompt'' AND t.value = ''true''), false)
    INTO tags, NEW.is_prompt FROM model_version_tag t WHERE t.version_id = NEW.id\x3B
  SELECT m.name INTO NEW.model_name FROM registered_model m WHERE m.id = NEW.model_id\x3B
  NEW.wire := json_strip_nulls(json_build_object(''name'', NEW.model_name, ''version'', NEW.version::text,
    ''creation_timestamp'', (extract(epoch FROM NEW.created_at) * 1000)::bigint, ''last_updated_timestamp'', (extract(epoch FROM NEW.updated_at) * 1000)::bigint,
    ''current_stage'', NEW.stage, ''description'', NEW.description, ''source'', NEW.source, ''run_id'', NEW.run_id, ''status'', NEW.status, ''run_link'', NEW.run_link, ''tags'', tags))\x3B
  RETURN NEW\x3B
END';
DROP INDEX "model_version_version_updated_at_idx";
DROP INDEX "model_version_version_down_idx";
-- Only the name is new in what is there: the text stays as it is, and no model is built again
ALTER TABLE "model_version" DISABLE TRIGGER USER;
UPDATE "model_version" v SET "model_name" = m."name" FROM "registered_model" m WHERE m."id" = v."model_id";
ALTER TABLE "model_version" ENABLE TRIGGER USER;
CREATE INDEX "model_version_version_model_name_idx" ON "model_version"("version", "model_name");
CREATE INDEX "model_version_version_down_idx" ON "model_version"("version" DESC, "model_name");
