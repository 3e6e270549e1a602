// Every series of ours, and what makes it more than zero: HERE is metrics.test.mjs itself, anything else
// names another test, since it takes minutes, a panic, or a race to be had from outside.
export const HERE = 'here';

const LIMITS = 'limits.test.mjs: ';
const SLOW = 'slow-consumer.test.mjs: a client that does not read is closed';
const OVERLOAD = 'overload.test.mjs: publishes flat out against a slow fan-out';
const SILENCES = `${LIMITS}connections that keep their request to themselves`;

const here = (...values) => Object.fromEntries(values.map((value) => [value, HERE]));

export const TABLE = {
  accept_pauses_total: 'descriptors.test.mjs: at its own cap accepting pauses',
  build_info: HERE,
  channels: HERE,
  cluster_announcements_total: HERE,
  cluster_asks_total: HERE,
  cluster_counts_received_total: HERE,
  cluster_counts_sent_total: HERE,
  cluster_lapses_total: 'internal/registry TestAKilledNodeIsGoneWithin15Seconds',
  cluster_nodes: HERE,
  connection_panics_total: 'loop TestPanicEndsItsOwnConnectionOnly',
  connections: here('http', 'websocket'),
  connections_closed_total: {
    ...here('client_closed', 'connect_timeout', 'payload_too_large', 'ping_timeout', 'pipeline_overflow', 'protocol_error', 'shutdown',
      'transport_error', 'upgraded'),
    body_timeout: SILENCES,
    handshake_timeout: SILENCES,
    header_timeout: SILENCES,
    internal_error: 'loop TestPanicEndsItsOwnConnectionOnly',
    keepalive_idle: 'loop TestSilentConnectionsAreClosedInTime',
    receive_budget: `${LIMITS}the receive budget`,
    server_closed: 'internal/session TestTheApplicationCloses',
    slow_consumer: SLOW,
  },
  connections_opened_total: HERE,
  deliveries_total: HERE,
  delivery_lag_seconds: HERE,
  joins_total: here('expired_token', 'invalid_channel', 'invalid_token', 'ok', 'too_many_channels'),
  log_appended_total: HERE,
  log_batches_total: HERE,
  log_entries_total: HERE,
  log_epoch_changes_total: HERE,
  log_gaps_total: HERE,
  log_lag_seconds: HERE,
  log_malformed_total: HERE,
  log_unknown_tags_total: 'internal/broker TestWhatCannotBeReadIsSkippedAndCounted',
  log_window_bytes: OVERLOAD,
  mailbox_waits_total: 'internal/hub TestAFullMailboxMakesPostersWait',
  packets_received_total: HERE,
  pending_bytes: HERE,
  publish_duration_seconds: HERE,
  publish_queue_bytes: OVERLOAD,
  publish_queue_length: OVERLOAD,
  publishes_total: {
    ...here('broker_unavailable', 'invalid_api_key', 'invalid_channel', 'invalid_content_type', 'invalid_event', 'invalid_json',
      'method_not_allowed', 'not_found', 'ok', 'outcome_unknown', 'payload_too_large'),
    overloaded: OVERLOAD,
  },
  ready: HERE,
  receive_pending_bytes: HERE,
  received_bytes_total: HERE,
  redis_errors_total: {
    ...here('auth', 'closed', 'dial', 'reply', 'timeout'),
    late: 'internal/broker TestAppendThatArrivesAfterItsDeadlineChangesNothing',
  },
  redis_reconnects_total: HERE,
  redis_up: HERE,
  requests_refused_total: here('bad_handshake', 'bad_handshake_method', 'bad_request', 'max_clients', 'origin', 'stopping', 'unknown_sid',
    'unknown_transport', 'unsupported_version'),
  session_panics_total: 'internal/session TestAPanicOfTheApplicationEndsItsSessionOnly',
  session_upgrades_total: HERE,
  sessions: here('polling', 'websocket'),
  sessions_closed_total: {
    ...here('client_closed', 'connect_timeout', 'ping_timeout', 'protocol_error', 'shutdown', 'transport_error'),
    internal_error: 'internal/session TestAPanicOfTheApplicationEndsItsSessionOnly',
    payload_too_large: `${LIMITS}a head over 16 KiB`,
    receive_budget: `${LIMITS}attachments count`,
    server_closed: 'internal/session TestTheApplicationCloses',
    slow_consumer: SLOW,
  },
  slow_consumers_total: SLOW,
  subscriptions: HERE,
  user_totals_total: HERE,
  webhook_retries_total: HERE,
  webhooks_dropped_total: {
    shutdown: HERE,
    expired: 'internal/webhook TestWhatWaitedTooLongIsDropped',
    host_full: 'internal/webhook TestTheQueueIsBoundedForEachHostAndForAll',
    queue_full: 'internal/webhook TestTheQueueIsBoundedForEachHostAndForAll',
  },
  webhooks_failed_total: {
    ...here('address_refused', 'certificate', 'connection', 'invalid_url', 'no_such_host', 'redirect', 'status'),
    timeout: 'internal/webhook TestAWebhookFailsAfterTheLastAttempt',
  },
  webhooks_in_flight: HERE,
  webhooks_queued_total: HERE,
  webhooks_sent_total: HERE,
  webhooks_waiting: HERE,
  writes_total: HERE,
  written_bytes_total: HERE,
};

/** The table as [series, where], with names as Seen has them. */
export const rows = Object.entries(TABLE).flatMap(([name, where]) => (typeof where === 'string'
  ? [[name, where]] : Object.entries(where).map(([value, place]) => [`${name} ${value}`, place]))).sort(([a], [b]) => (a < b ? -1 : 1));
