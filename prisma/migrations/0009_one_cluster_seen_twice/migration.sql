-- AlterTable
ALTER TABLE "clusters" DROP COLUMN "kube_system_uid";

-- What the Prisma schema cannot say:

-- The uid of its kube-system namespace says which cluster it is; these hold one entry a cluster.
CREATE INDEX "namespaces_kube_system_by_cluster_idx" ON "namespaces"("cluster_id", "uid") WHERE "name" = 'kube-system';
CREATE INDEX "namespaces_kube_system_by_uid_idx" ON "namespaces"("uid", "cluster_id") WHERE "name" = 'kube-system';
