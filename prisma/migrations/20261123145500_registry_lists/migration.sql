-- Below a folder is a range of bytes, whatever the database's language
CREATE INDEX artifact_path_bytes ON artifact (path COLLATE "C");
-- An uploaded file finds the versions whose folder it is in
CREATE INDEX model_version_artifact_uri ON model_version (artifact_uri);
-- The models list by owner, models without one last
CREATE INDEX registered_model_owner_order ON registered_model ((COALESCE(lower(owner_team), chr(1114111)) COLLATE "C"), name);
CREATE INDEX registered_model_owner_trgm ON registered_model USING gin (owner_team gin_trgm_ops);
