/**
 * Columns of a SELECT that make the server notice within half a minute that the machine at the other end of this
 * session has vanished, and give back its locks. Left to itself it asks after two hours (PostgreSQL manual, 19.3.2).
 */
export const noticeDeadPeer = `set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '25000', false)`;
