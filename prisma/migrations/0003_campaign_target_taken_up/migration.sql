-- AlterTable
ALTER TABLE "campaign_targets" ADD COLUMN     "taken_up_at" TIMESTAMPTZ(3);
