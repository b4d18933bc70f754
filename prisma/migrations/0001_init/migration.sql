-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "sessions_valid_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "id" BIGSERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor","key")
);

-- CreateTable
CREATE TABLE "audit_records" (
    "id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_type" TEXT NOT NULL,
    "object_id" TEXT,
    "object_name" TEXT,
    "reason" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_records_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_reason" TEXT,
    "parameters" JSONB NOT NULL,
    "strategy" JSONB NOT NULL,
    "plan" JSONB NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_targets" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "campaign_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "step" INTEGER NOT NULL DEFAULT 0,
    "intents" JSONB NOT NULL DEFAULT '[]',
    "observations" INTEGER NOT NULL DEFAULT 0,
    "observed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_targets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_events" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" UUID NOT NULL,
    "target_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tone" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "campaign_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clusters" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "source_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "namespace" TEXT,
    "name" TEXT NOT NULL,
    "managed_by" TEXT NOT NULL,
    "api_version" TEXT,
    "labels" JSONB NOT NULL,
    "cluster_class" TEXT,
    "infrastructure_kind" TEXT,
    "desired_version" TEXT,
    "control_plane_version" TEXT,
    "minor" TEXT,
    "version_order" BIGINT,
    "phase" TEXT,
    "paused" BOOLEAN NOT NULL,
    "deleting_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3),
    "generation" BIGINT,
    "observed_generation" BIGINT,
    "conditions" JSONB NOT NULL,
    "kube_system_uid" TEXT,
    "environment" TEXT,
    "environment_rule" TEXT NOT NULL,
    "region" TEXT,
    "region_rule" TEXT NOT NULL,
    "team" TEXT,
    "team_rule" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "clusters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_rollups" (
    "cluster_id" UUID NOT NULL,
    "nodes_total" INTEGER NOT NULL DEFAULT 0,
    "nodes_ready" INTEGER NOT NULL DEFAULT 0,
    "machines_total" INTEGER NOT NULL DEFAULT 0,
    "node_versions" JSONB NOT NULL DEFAULT '[]',
    "os_images" JSONB NOT NULL DEFAULT '[]',
    "oldest_node_created_at" TIMESTAMPTZ(3),
    "skew_minors" INTEGER,
    "rollout_state" TEXT NOT NULL DEFAULT 'unknown',
    "rollout_reason" TEXT,
    "stuck_after" TIMESTAMPTZ(3),
    "stuck_reason" TEXT,
    "blocked_budgets" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cluster_rollups_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "fleet_days" (
    "day" DATE NOT NULL,
    "dimension" TEXT NOT NULL,
    "counts" JSONB NOT NULL,

    CONSTRAINT "fleet_days_pkey" PRIMARY KEY ("day","dimension")
);

-- CreateTable
CREATE TABLE "machine_groups" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "api_version" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "owner_uid" TEXT,
    "version" TEXT,
    "desired_replicas" INTEGER,
    "replicas" INTEGER,
    "ready_replicas" INTEGER,
    "available_replicas" INTEGER,
    "up_to_date_replicas" INTEGER,
    "generation" BIGINT NOT NULL,
    "observed_generation" BIGINT,
    "paused" BOOLEAN NOT NULL,
    "deleting_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3),
    "rollout_after" TIMESTAMPTZ(3),
    "max_surge" TEXT,
    "max_unavailable" TEXT,
    "strategy" TEXT,
    "node_drain_timeout_seconds" INTEGER,
    "topology_name" TEXT,
    "conditions" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "machine_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machines" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "owner_uid" TEXT,
    "owner_kind" TEXT,
    "group_name" TEXT,
    "version" TEXT,
    "phase" TEXT NOT NULL,
    "node_name" TEXT,
    "provider_id" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "deleting_since" TIMESTAMPTZ(3),
    "ready" BOOLEAN,
    "available" BOOLEAN,
    "up_to_date" BOOLEAN,
    "paused" BOOLEAN NOT NULL,
    "certificates_expire_at" TIMESTAMPTZ(3),
    "deletion" JSONB,
    "deletion_hooks" JSONB NOT NULL,
    "conditions" JSONB NOT NULL,
    "reason" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "machines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machine_health_checks" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "paused" BOOLEAN NOT NULL,
    "selector" JSONB NOT NULL,
    "expected_machines" INTEGER,
    "current_healthy" INTEGER,
    "remediations_allowed" INTEGER,
    "created_at" TIMESTAMPTZ(3),
    "conditions" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "machine_health_checks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sources" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "config" JSONB NOT NULL DEFAULT '{}',
    "secret" BYTEA,
    "revision" TEXT NOT NULL,
    "problem" TEXT,
    "problem_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_scopes" (
    "id" SERIAL NOT NULL,
    "source_id" UUID NOT NULL,
    "cluster_uid" TEXT NOT NULL DEFAULT '',
    "cluster_id" UUID,
    "kind" TEXT NOT NULL,
    "noun" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'starting',
    "observed_at" TIMESTAMPTZ(3),
    "listed_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error" TEXT,
    "object_count" INTEGER NOT NULL DEFAULT 0,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "corrections" INTEGER NOT NULL DEFAULT 0,
    "list_ms" INTEGER,
    "stale_after_ms" INTEGER NOT NULL,

    CONSTRAINT "source_scopes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fleet_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "settings" JSONB NOT NULL,
    "problem" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fleet_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nodes" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "roles" JSONB NOT NULL,
    "kubelet_version" TEXT,
    "os_image" TEXT,
    "kernel_version" TEXT,
    "container_runtime" TEXT,
    "architecture" TEXT,
    "provider_id" TEXT,
    "unschedulable" BOOLEAN NOT NULL,
    "ready" BOOLEAN,
    "created_at" TIMESTAMPTZ(3),
    "deleting_since" TIMESTAMPTZ(3),
    "conditions" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "namespaces" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "deleting_since" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "namespaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workloads" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "desired_replicas" INTEGER,
    "ready_replicas" INTEGER,
    "images" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workloads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pods" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "node_name" TEXT,
    "phase" TEXT NOT NULL,
    "ready" BOOLEAN NOT NULL,
    "owner_kind" TEXT,
    "owner_name" TEXT,
    "service_account" TEXT,
    "containers" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "deleting_since" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pods_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disruption_budgets" (
    "id" UUID NOT NULL,
    "scope_id" INTEGER NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uid" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "min_available" TEXT,
    "max_unavailable" TEXT,
    "selector" JSONB NOT NULL,
    "disruptions_allowed" INTEGER,
    "current_healthy" INTEGER,
    "desired_healthy" INTEGER,
    "expected_pods" INTEGER,
    "generation" BIGINT,
    "observed_generation" BIGINT,
    "created_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "disruption_budgets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transitions" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "source_id" UUID NOT NULL,
    "cluster_id" UUID,
    "noun" TEXT NOT NULL,
    "object_id" UUID NOT NULL,
    "object_name" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "fields" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "transitions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "sign_in_attempts_subject_at_idx" ON "sign_in_attempts"("subject", "at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "audit_records_object_type_object_id_idx" ON "audit_records"("object_type", "object_id");

-- CreateIndex
CREATE INDEX "audit_records_actor_id_idx" ON "audit_records"("actor_id");

-- CreateIndex
CREATE INDEX "campaigns_state_idx" ON "campaigns"("state");

-- CreateIndex
CREATE INDEX "campaigns_created_at_id_idx" ON "campaigns"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "campaign_targets_cluster_id_idx" ON "campaign_targets"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_targets_campaign_id_ordinal_key" ON "campaign_targets"("campaign_id", "ordinal");

-- CreateIndex
CREATE INDEX "campaign_events_campaign_id_id_idx" ON "campaign_events"("campaign_id", "id" DESC);

-- CreateIndex
CREATE INDEX "clusters_scope_id_idx" ON "clusters"("scope_id");

-- CreateIndex
CREATE INDEX "clusters_name_id_idx" ON "clusters"("name", "id");

-- CreateIndex
CREATE INDEX "machine_groups_scope_id_idx" ON "machine_groups"("scope_id");

-- CreateIndex
CREATE INDEX "machine_groups_cluster_id_idx" ON "machine_groups"("cluster_id");

-- CreateIndex
CREATE INDEX "machines_scope_id_idx" ON "machines"("scope_id");

-- CreateIndex
CREATE INDEX "machines_cluster_id_idx" ON "machines"("cluster_id");

-- CreateIndex
CREATE INDEX "machine_health_checks_scope_id_idx" ON "machine_health_checks"("scope_id");

-- CreateIndex
CREATE INDEX "machine_health_checks_cluster_id_idx" ON "machine_health_checks"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "sources_name_key" ON "sources"("name");

-- CreateIndex
CREATE INDEX "source_scopes_cluster_id_idx" ON "source_scopes"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "source_scopes_source_id_cluster_uid_kind_key" ON "source_scopes"("source_id", "cluster_uid", "kind");

-- CreateIndex
CREATE INDEX "nodes_scope_id_idx" ON "nodes"("scope_id");

-- CreateIndex
CREATE INDEX "nodes_cluster_id_idx" ON "nodes"("cluster_id");

-- CreateIndex
CREATE INDEX "namespaces_scope_id_idx" ON "namespaces"("scope_id");

-- CreateIndex
CREATE INDEX "namespaces_cluster_id_idx" ON "namespaces"("cluster_id");

-- CreateIndex
CREATE INDEX "workloads_scope_id_idx" ON "workloads"("scope_id");

-- CreateIndex
CREATE INDEX "workloads_cluster_id_idx" ON "workloads"("cluster_id");

-- CreateIndex
CREATE INDEX "pods_scope_id_idx" ON "pods"("scope_id");

-- CreateIndex
CREATE INDEX "pods_cluster_id_idx" ON "pods"("cluster_id");

-- CreateIndex
CREATE INDEX "disruption_budgets_scope_id_idx" ON "disruption_budgets"("scope_id");

-- CreateIndex
CREATE INDEX "disruption_budgets_cluster_id_idx" ON "disruption_budgets"("cluster_id");

-- CreateIndex
CREATE INDEX "transitions_cluster_id_id_idx" ON "transitions"("cluster_id", "id" DESC);

-- CreateIndex
CREATE INDEX "transitions_at_idx" ON "transitions"("at");

-- AddForeignKey
ALTER TABLE "campaign_targets" ADD CONSTRAINT "campaign_targets_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_events" ADD CONSTRAINT "campaign_events_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_scopes" ADD CONSTRAINT "source_scopes_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;
