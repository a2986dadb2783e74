-- CreateIndex
CREATE INDEX "embed_model_name_idx" ON "embed"("model_name");
