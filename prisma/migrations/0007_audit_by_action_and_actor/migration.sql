-- DropIndex
DROP INDEX "audit_records_actor_id_idx";

-- CreateIndex
CREATE INDEX "audit_records_object_type_id_idx" ON "audit_records"("object_type", "id");

-- CreateIndex
CREATE INDEX "audit_records_action_id_idx" ON "audit_records"("action", "id");

-- CreateIndex
CREATE INDEX "audit_records_actor_id_id_idx" ON "audit_records"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_records_actor_id_actor_name_idx" ON "audit_records"("actor_id", "actor_name");
