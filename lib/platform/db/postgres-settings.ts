/** Server settings, as `postgres -c name=value` takes them. */
export type PostgresSettings = Record<string, string>;

/**
 * For a machine that Postgres shares with Tarmac: two cores, a few GiB. Everything is reached over loopback TCP,
 * nothing is replicated, and queries are short, so parallel plans and JIT would cost more than they give.
 */
export const localSettings: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  superuser_reserved_connections: '3',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  // Ends what an orphaned client left open, so that it cannot hold rows back from vacuum for ever.
  idle_in_transaction_session_timeout: '5min',
  tcp_keepalives_idle: '60',
};

/** What a throw-away server for tests adds: nothing has to survive a power cut. */
export const throwAwaySettings: PostgresSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
  autovacuum: 'off',
};

/** All that PostgreSQL's programs see of an environment: nothing of the caller's locale, time zone or PG variables. */
export const serverEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C',
  TZ: 'UTC',
};
