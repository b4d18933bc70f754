-- DropIndex
DROP INDEX "machine_groups_scope_id_idx";

-- DropIndex
DROP INDEX "machines_scope_id_idx";

-- CreateIndex
CREATE INDEX "machine_groups_scope_id_uid_idx" ON "machine_groups"("scope_id", "uid");

-- CreateIndex
CREATE INDEX "machines_scope_id_uid_idx" ON "machines"("scope_id", "uid");
