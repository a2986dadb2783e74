-- AlterTable
ALTER TABLE "monitoring_window" ADD COLUMN     "sketches" JSONB;
