-- What Prisma's schema language cannot say: states, append-only audit, search, and the rows every installation has.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Closed sets
ALTER TABLE "user" ADD CONSTRAINT user_role_known CHECK (role IN ('scientist', 'approver', 'admin'));
ALTER TABLE invite ADD CONSTRAINT invite_role_known CHECK (role IN ('scientist', 'approver', 'admin'));
ALTER TABLE idempotency_key ADD CONSTRAINT idempotency_state_known CHECK (state IN ('running', 'done'));
ALTER TABLE job ADD CONSTRAINT job_state_known CHECK (state IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE experiment ADD CONSTRAINT experiment_stage_known CHECK (lifecycle_stage IN ('active', 'deleted'));
ALTER TABLE run ADD CONSTRAINT run_stage_known CHECK (lifecycle_stage IN ('active', 'deleted'));
ALTER TABLE run ADD CONSTRAINT run_status_known CHECK (status IN ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'));
ALTER TABLE model_version ADD CONSTRAINT version_positive CHECK (version > 0);
ALTER TABLE model_version ADD CONSTRAINT version_status_known CHECK (status IN ('PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY'));
ALTER TABLE model_version ADD CONSTRAINT version_stage_known CHECK (stage IN ('None', 'Staging', 'Production', 'Archived'));
ALTER TABLE registered_model ADD CONSTRAINT model_name_plain CHECK (name <> '' AND name !~ '[/:]');
ALTER TABLE release ADD CONSTRAINT release_kind_known CHECK (kind IN ('promotion', 'rollback'));
ALTER TABLE release ADD CONSTRAINT release_state_known CHECK (state IN
  ('open', 'approved', 'rolling', 'live', 'superseded', 'rejected', 'withdrawn', 'expired', 'void', 'rolledBack', 'failed'));
-- Nobody decides on their own request. A rollback is an approver's own act and has no second person.
ALTER TABLE release ADD CONSTRAINT release_decided_by_another CHECK (kind = 'rollback' OR decided_by IS NULL OR decided_by <> requested_by);
ALTER TABLE release ADD CONSTRAINT release_decision_whole CHECK ((decided_by IS NULL) = (decided_at IS NULL));
CREATE UNIQUE INDEX release_one_open ON release (version_id, environment) WHERE state = 'open';
ALTER TABLE route_entry ADD CONSTRAINT route_weight_percent CHECK (weight BETWEEN 0 AND 100);
CREATE UNIQUE INDEX route_history_one_current ON route_history (environment, model_id) WHERE until IS NULL;
ALTER TABLE baseline ADD CONSTRAINT baseline_state_known CHECK (state IN ('pending', 'ready', 'failed'));
ALTER TABLE column_state ADD CONSTRAINT column_lamp_known CHECK (lamp IN ('steady', 'drifting', 'alert', 'unknown', 'clock'));
ALTER TABLE model_state ADD CONSTRAINT model_lamp_known CHECK (lamp IN ('steady', 'drifting', 'alert', 'unknown'));
ALTER TABLE monitoring_window ADD CONSTRAINT window_counts_not_negative CHECK (requests >= 0 AND errors >= 0 AND rows >= 0);

-- Links that Prisma's relations would make noisy
ALTER TABLE route ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE RESTRICT;
ALTER TABLE route_history ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE CASCADE;
ALTER TABLE route_history ADD FOREIGN KEY (release_id) REFERENCES release (id) ON DELETE CASCADE;
ALTER TABLE release ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE RESTRICT;
ALTER TABLE model_state ADD FOREIGN KEY (model_id) REFERENCES registered_model (id) ON DELETE CASCADE;
ALTER TABLE monitoring_window ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;
ALTER TABLE column_state ADD FOREIGN KEY (version_id) REFERENCES model_version (id) ON DELETE CASCADE;

-- Work queues: only what is still to do is indexed
CREATE INDEX outbox_unrelayed ON outbox_event (id) WHERE relayed_at IS NULL;
CREATE INDEX delta_unfolded ON monitoring_delta (received_at) WHERE folded_at IS NULL;
CREATE INDEX delta_folded ON monitoring_delta (folded_at) WHERE folded_at IS NOT NULL;

-- Search
CREATE INDEX registered_model_name_trgm ON registered_model USING gin (name gin_trgm_ops);
CREATE INDEX registered_model_description_trgm ON registered_model USING gin (description gin_trgm_ops);
CREATE INDEX registered_model_tag_value_trgm ON registered_model_tag USING gin (value gin_trgm_ops);

-- The audit log takes INSERT and nothing else, from whomever
-- \x3B is a semicolon: the schema engine cuts a script at every plain one, in a function's body too.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN RAISE EXCEPTION ''audit is append-only: % on % is refused'', TG_OP, TG_TABLE_NAME USING ERRCODE = ''insufficient_privilege''\x3B END';
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Rows every installation has
INSERT INTO environment (name, position) VALUES ('staging', 1), ('production', 2);
INSERT INTO setting (key, value, updated_at) VALUES ('serving.epoch', '0', now());
INSERT INTO experiment (id, name, artifact_location) VALUES (0, 'Default', 'mlflow-artifacts:/0');
