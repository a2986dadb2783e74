-- AlterTable
ALTER TABLE "fleet_entry" ADD COLUMN "drift_hours" JSONB NOT NULL DEFAULT '[]';
