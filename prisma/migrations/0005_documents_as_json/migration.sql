-- AlterTable
ALTER TABLE "machines" ALTER COLUMN "conditions" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "nodes" ALTER COLUMN "conditions" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "pods" ALTER COLUMN "containers" SET DATA TYPE JSON;
