-- A gap is of a killed incarnation, or of one delta that the disk did not keep.
ALTER TABLE "monitoring_gap" ADD COLUMN "sequence" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "monitoring_gap" DROP CONSTRAINT "monitoring_gap_pkey", ADD CONSTRAINT "monitoring_gap_pkey" PRIMARY KEY ("replica_id", "incarnation", "sequence");
