-- CreateIndex
CREATE INDEX "alias_change_model_id_to_version_id_idx" ON "alias_change"("model_id", "to_version", "id" DESC);

-- CreateIndex
CREATE INDEX "alias_change_model_id_from_version_id_idx" ON "alias_change"("model_id", "from_version", "id" DESC);
