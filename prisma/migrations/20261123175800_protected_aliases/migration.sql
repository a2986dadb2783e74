-- AlterTable
ALTER TABLE "release" ADD COLUMN     "alias" TEXT,
ADD COLUMN     "removes" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "environment" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "release_model_id_alias_state_idx" ON "release"("model_id", "alias", "state");

-- CreateIndex
CREATE INDEX "route_history_environment_since_idx" ON "route_history"("environment", "since");

-- CreateIndex
CREATE INDEX "route_history_environment_until_idx" ON "route_history"("environment", "until");

-- What Prisma's schema language cannot say
ALTER TABLE release DROP CONSTRAINT release_kind_known;
ALTER TABLE release ADD CONSTRAINT release_kind_known CHECK (kind IN ('promotion', 'rollback', 'retirement', 'alias'));
-- A release moves a route or an alias, never both: an environment's alias follows its route
ALTER TABLE release ADD CONSTRAINT release_route_or_alias CHECK ((kind = 'alias') = (alias IS NOT NULL) AND (alias IS NULL) = (environment IS NOT NULL));
ALTER TABLE release ADD CONSTRAINT release_removes_alias CHECK (NOT removes OR alias IS NOT NULL);
DROP INDEX release_one_open;
CREATE UNIQUE INDEX release_one_open ON release (version_id, environment, kind) WHERE state = 'open' AND environment IS NOT NULL;
CREATE UNIQUE INDEX release_one_open_alias ON release (model_id, alias, version_id, removes) WHERE state = 'open' AND alias IS NOT NULL;
-- What served at a time: a range that holds it. A clock that went back gives an empty range, not a refused release.
CREATE INDEX route_history_served ON route_history USING gist (tstzrange(since, CASE WHEN until IS NOT NULL THEN GREATEST(until, since) END));
-- Aliases that were set before their moves were kept
INSERT INTO alias_change (model_id, alias, to_version, at, actor_id, actor_name)
  SELECT a.model_id, a.alias, v.version, a.set_at, a.set_by, COALESCE(u.name, a.set_by) FROM model_alias a JOIN model_version v ON v.id = a.version_id LEFT JOIN "user" u ON u.id = a.set_by ORDER BY a.set_at;
