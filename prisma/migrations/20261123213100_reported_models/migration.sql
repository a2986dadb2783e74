-- CreateTable
CREATE TABLE "reported_model" (
    "model_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reported_model_pkey" PRIMARY KEY ("model_id","environment")
);
