-- AlterTable
ALTER TABLE "clusters" ADD COLUMN     "worst_condition" JSON;

-- What the Prisma schema cannot say:

-- Until a worker has stored them anew, nothing is known of the conditions of clusters that Cluster API reports.
UPDATE "clusters" SET "worst_condition" = '{"type":"Available","status":"Unknown"}' WHERE "managed_by" = 'cluster-api';
