-- CreateTable
CREATE TABLE "default_view" (
    "person_id" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "view_id" INTEGER NOT NULL,

    CONSTRAINT "default_view_pkey" PRIMARY KEY ("person_id","page")
);

-- CreateIndex
CREATE INDEX "default_view_view_id_idx" ON "default_view"("view_id");

-- AddForeignKey
ALTER TABLE "default_view" ADD CONSTRAINT "default_view_view_id_fkey" FOREIGN KEY ("view_id") REFERENCES "saved_view"("id") ON DELETE CASCADE ON UPDATE CASCADE;
