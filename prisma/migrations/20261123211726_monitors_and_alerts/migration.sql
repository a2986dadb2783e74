-- AlterTable
ALTER TABLE "baseline" ADD COLUMN     "slots" JSONB;

-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'mlflow';

-- CreateTable
CREATE TABLE "monitor" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "statistic" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "window_seconds" INTEGER NOT NULL,
    "for_seconds" INTEGER NOT NULL DEFAULT 0,
    "severity" TEXT NOT NULL,
    "default_key" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "monitor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_watch" (
    "model_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "monitor_watch_pkey" PRIMARY KEY ("model_id","environment")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" SERIAL NOT NULL,
    "monitor_id" INTEGER NOT NULL,
    "model_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "statistic" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "window_seconds" INTEGER NOT NULL,
    "for_seconds" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "under" TEXT NOT NULL,
    "closed" BOOLEAN NOT NULL DEFAULT false,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION,
    "frozen" JSONB,
    "latest" JSONB,
    "pending_since" TIMESTAMPTZ(3),
    "fired_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "last_breach_at" TIMESTAMPTZ(3),
    "muted_until" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "owner_id" TEXT,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_event" (
    "id" BIGSERIAL NOT NULL,
    "alert_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "text" TEXT,

    CONSTRAINT "alert_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_mail" (
    "id" BIGSERIAL NOT NULL,
    "message_id" TEXT NOT NULL,
    "alert_id" INTEGER NOT NULL,
    "recipients" TEXT[],
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "monitor_model_id_environment_id_idx" ON "monitor"("model_id", "environment", "id");

-- CreateIndex
CREATE UNIQUE INDEX "monitor_model_id_environment_default_key_key" ON "monitor"("model_id", "environment", "default_key");

-- CreateIndex
CREATE INDEX "alert_since_id_idx" ON "alert"("since" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_state_since_id_idx" ON "alert"("state", "since" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_model_id_since_id_idx" ON "alert"("model_id", "since" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_fired_at_id_idx" ON "alert"("fired_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_monitor_id_closed_idx" ON "alert"("monitor_id", "closed");

-- CreateIndex
CREATE INDEX "alert_event_alert_id_id_idx" ON "alert_event"("alert_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_mail_message_id_key" ON "alert_mail"("message_id");

-- CreateIndex
CREATE INDEX "alert_mail_state_next_at_idx" ON "alert_mail"("state", "next_at");

-- CreateIndex
CREATE INDEX "alert_mail_created_at_idx" ON "alert_mail"("created_at");

-- AddForeignKey
ALTER TABLE "monitor" ADD CONSTRAINT "monitor_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "registered_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "monitor_watch" ADD CONSTRAINT "monitor_watch_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "registered_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_monitor_id_fkey" FOREIGN KEY ("monitor_id") REFERENCES "monitor"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "registered_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_event" ADD CONSTRAINT "alert_event_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open alert of a monitor and subject: two workers cannot open two.
CREATE UNIQUE INDEX alert_one_open ON alert (monitor_id, subject) WHERE NOT closed;
CREATE INDEX alert_open_by_model ON alert (model_id, environment) WHERE NOT closed;
