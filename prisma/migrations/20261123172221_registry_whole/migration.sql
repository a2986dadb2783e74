-- AlterTable
ALTER TABLE "model_version" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "archived_by" TEXT;

-- AlterTable
ALTER TABLE "outbox_event" ADD COLUMN     "fanned_at" TIMESTAMPTZ(3),
ADD COLUMN     "hook" JSONB;

-- AlterTable
ALTER TABLE "registered_model" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "archived_by" TEXT;

-- CreateTable
CREATE TABLE "dataset" (
    "id" SERIAL NOT NULL,
    "experiment_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "source_type" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "schema" TEXT,
    "profile" TEXT,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_input" (
    "run_id" TEXT NOT NULL,
    "dataset_id" INTEGER NOT NULL,
    "tags" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "run_input_pkey" PRIMARY KEY ("run_id","dataset_id")
);

-- CreateTable
CREATE TABLE "run_model_input" (
    "run_id" TEXT NOT NULL,
    "logged_model_id" TEXT NOT NULL,

    CONSTRAINT "run_model_input_pkey" PRIMARY KEY ("run_id","logged_model_id")
);

-- CreateTable
CREATE TABLE "multipart_upload" (
    "id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "multipart_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "multipart_part" (
    "upload_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,

    CONSTRAINT "multipart_part_pkey" PRIMARY KEY ("upload_id","number")
);

-- CreateTable
CREATE TABLE "alias_protection" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER,
    "alias" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alias_protection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alias_change" (
    "id" BIGSERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "alias" TEXT NOT NULL,
    "from_version" INTEGER,
    "to_version" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "release_id" INTEGER,

    CONSTRAINT "alias_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version_card" (
    "id" SERIAL NOT NULL,
    "version_id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_card_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trash_item" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER,
    "payload" JSONB NOT NULL,
    "deleted_by" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trash_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" SERIAL NOT NULL,
    "owner_id" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "url" TEXT NOT NULL,
    "events" JSONB NOT NULL,
    "secret" TEXT,
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "models" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "entity" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "model" TEXT,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "response_body" TEXT,
    "replay_of" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "dataset_experiment_id_name_digest_key" ON "dataset"("experiment_id", "name", "digest");

-- CreateIndex
CREATE INDEX "run_input_dataset_id_idx" ON "run_input"("dataset_id");

-- CreateIndex
CREATE INDEX "run_model_input_logged_model_id_idx" ON "run_model_input"("logged_model_id");

-- CreateIndex
CREATE INDEX "multipart_upload_created_at_idx" ON "multipart_upload"("created_at");

-- CreateIndex
CREATE INDEX "alias_protection_alias_idx" ON "alias_protection"("alias");

-- CreateIndex
CREATE INDEX "alias_change_model_id_id_idx" ON "alias_change"("model_id", "id" DESC);

-- CreateIndex
CREATE INDEX "alias_change_model_id_alias_id_idx" ON "alias_change"("model_id", "alias", "id" DESC);

-- CreateIndex
CREATE INDEX "version_card_version_id_id_idx" ON "version_card"("version_id", "id" DESC);

-- CreateIndex
CREATE INDEX "trash_item_deleted_at_id_idx" ON "trash_item"("deleted_at" DESC, "id");

-- CreateIndex
CREATE INDEX "trash_item_expires_at_idx" ON "trash_item"("expires_at");

-- CreateIndex
CREATE INDEX "saved_view_page_shared_idx" ON "saved_view"("page", "shared");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_owner_id_page_name_key" ON "saved_view"("owner_id", "page", "name");

-- CreateIndex
CREATE INDEX "webhook_created_at_id_idx" ON "webhook"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_delivery_id_key" ON "webhook_delivery"("delivery_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_id_idx" ON "webhook_delivery"("webhook_id", "id" DESC);

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- AddForeignKey
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_input" ADD CONSTRAINT "run_input_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_input" ADD CONSTRAINT "run_input_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_model_input" ADD CONSTRAINT "run_model_input_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_model_input" ADD CONSTRAINT "run_model_input_logged_model_id_fkey" FOREIGN KEY ("logged_model_id") REFERENCES "logged_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "multipart_part" ADD CONSTRAINT "multipart_part_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "multipart_upload"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alias_protection" ADD CONSTRAINT "alias_protection_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "registered_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alias_change" ADD CONSTRAINT "alias_change_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "registered_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version_card" ADD CONSTRAINT "version_card_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "model_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say
ALTER TABLE trash_item ADD CONSTRAINT trash_kind_known CHECK (kind IN ('model', 'version'));
ALTER TABLE saved_view ADD CONSTRAINT saved_view_page_known CHECK (page IN ('models', 'runs'));
ALTER TABLE webhook ADD CONSTRAINT webhook_status_known CHECK (status IN ('ACTIVE', 'DISABLED'));
ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_state_known CHECK (state IN ('waiting', 'delivered', 'dead'));
CREATE UNIQUE INDEX alias_protection_once ON alias_protection (COALESCE(model_id, 0), alias);
-- Work queues: only what is still to do is indexed
CREATE INDEX outbox_unfanned ON outbox_event (id) WHERE fanned_at IS NULL AND hook IS NOT NULL;
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, id) WHERE state = 'waiting';
