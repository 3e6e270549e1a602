package main

import (
	"runtime"

	"socketchat/internal/broker"
	"socketchat/internal/histogram"
	"socketchat/internal/metrics"
	"socketchat/internal/reason"
	"socketchat/loop"
)

// metrics returns the registry over what every package of the node counts. No label holds a
// channel, an address or anything else that users choose.
func (n *node) metrics() *metrics.Registry {
	r := metrics.New(buildVersion(), runtime.Version(), loop.Backend)
	r.Add(n.loopMetrics)
	r.Add(n.sessionMetrics)
	r.Add(n.publishMetrics)
	r.Add(n.deliveryMetrics)
	r.Add(n.logMetrics)
	r.Add(n.clusterMetrics)
	r.Add(n.webhookMetrics)
	return r
}

func (n *node) loopMetrics(w *metrics.Writer) {
	st := n.server.Stats()
	w.GaugeBy("connections", "Connections that are open, by what they speak.", "protocol",
		map[string]float64{"http": float64(st.HTTP), "websocket": float64(st.WebSocket)})
	w.Counter("connections_opened_total", "Connections that were accepted.", st.Opened)
	w.CounterBy("connections_closed_total", "Connections that were closed, by reason.", "reason", byReason(st.Closed))
	w.Counter("accept_pauses_total", "Times that accepting paused because descriptors ran out.", st.AcceptPauses)
	w.Counter("connection_panics_total", "Panics while a connection was served; each closed it.", st.Panics)
	w.Gauge("receive_pending_bytes", "Bytes held of input that is not complete yet.", float64(st.Receiving))
	w.Counter("received_bytes_total", "Bytes read from all connections.", uint64(st.BytesRead))
}

func (n *node) sessionMetrics(w *metrics.Writer) {
	st := n.sessions.Stats()
	w.GaugeBy("sessions", "Engine.IO sessions, by transport.", "transport",
		map[string]float64{"polling": float64(st.Polling), "websocket": float64(st.WebSocket)})
	w.CounterBy("sessions_closed_total", "Sessions that ended, by reason.", "reason", bySessionReason(st.Closed))
	w.Counter("session_upgrades_total", "Sessions that went from polling to WebSocket.", st.Upgrades)
	w.Counter("packets_received_total", "Engine.IO packets received.", st.Received)
	w.CounterBy("requests_refused_total", "Requests to the Socket.IO endpoint that were refused, by reason.",
		"reason", n.server.Refused())
	w.CounterBy("joins_total", "Joins, by result.", "result", n.chat.Stats())
}

func (n *node) publishMetrics(w *metrics.Writer) {
	results := make(map[string]uint64)
	for _, r := range n.api.Stats() {
		results[r.Code] = r.Count
	}
	w.CounterBy("publishes_total", "Requests to the REST API, by result; ok counts publishes that were appended.",
		"result", results)
	writeHistogram(w, "publish_duration_seconds", "From a publish's last body byte to its answer.", n.server.PublishTimes())
}

func (n *node) deliveryMetrics(w *metrics.Writer) {
	st := n.hub.Stats()
	w.Gauge("channels", "Channels with members on this node.", float64(st.Channels))
	w.Gauge("subscriptions", "Memberships on this node.", float64(st.Subscriptions))
	w.Counter("deliveries_total", "Broadcasts handed to subscribers, one for each.", st.Deliveries)
	w.Counter("writes_total", "Writes to WebSockets; what piled up for one leaves in one.", st.Writes)
	w.Counter("written_bytes_total", "Bytes that these writes took.", st.Bytes)
	writeHistogram(w, "delivery_lag_seconds", "From the append of a round's oldest broadcast to the round's last write.", st.Lag)
	w.Gauge("pending_bytes", "Bytes that wait for clients to take them.", float64(st.PendingBytes))
	w.Counter("slow_consumers_total", "Clients closed because too much waited for them.", st.SlowConsumers)
	w.Counter("user_totals_total", "Times that a channel's members on a shard were told their number.", st.Totals)
	w.Counter("mailbox_waits_total", "Times that a poller waited for a shard.", st.MailboxWaits)
	w.Counter("session_panics_total", "Panics while a session was served; each closed it.", st.Panics)
}

func (n *node) logMetrics(w *metrics.Writer) {
	st := n.broker.Stats()
	win := n.window.Stats()
	w.Counter("log_entries_total", "Broadcasts that the tail of the log moved over on this node.", win.Entries)
	w.Gauge("log_window_bytes", "Bytes of broadcasts that are not fanned out yet.", float64(win.Bytes))
	w.Gauge("log_lag_seconds", "Age of the newest heartbeat that came back through the log.", st.LogLag.Seconds())
	w.Gauge("publish_queue_length", "Publishes that wait for their place in the log.", float64(st.Queued))
	w.Gauge("publish_queue_bytes", "Bytes of these.", float64(st.QueuedBytes))
	w.Counter("log_appended_total", "Broadcasts appended through this node.", st.Appended)
	w.Counter("log_batches_total", "Appends that carried them.", st.Batches)
	w.Counter("log_gaps_total", "Places in the log where entries are missing or could not be read.", st.Gaps)
	w.Counter("log_epoch_changes_total", "Times that the log was found to have begun anew.", st.EpochChanges)
	w.Counter("log_malformed_total", "Items of the log that could not be read and were skipped.", st.Malformed)
	w.Counter("log_unknown_tags_total", "Items of the log of a kind that this version does not know.", st.UnknownTags)
	w.Gauge("ready", "Whether the node delivers: 1, or 0 as /readyz says.", boolean(n.server.Ready() == nil))
	if !n.settings.UsesRedis() {
		return
	}
	w.Gauge("redis_up", "Whether appends go through.", boolean(st.Up))
	w.Counter("redis_reconnects_total", "Connections to Redis made again.", st.Reconnects)
	errors := make(map[string]uint64)
	for kind, count := range st.Errors {
		errors[broker.ErrorKind(kind).String()] = count
	}
	w.CounterBy("redis_errors_total", "Errors of Redis, by kind.", "kind", errors)
}

func (n *node) clusterMetrics(w *metrics.Writer) {
	if n.registry == nil {
		return
	}
	st := n.registry.Stats()
	w.Gauge("cluster_nodes", "Nodes whose members count, this one among them.", float64(st.Nodes+1))
	w.Counter("cluster_counts_sent_total", "Counts of a channel's members that this node put into the log.", st.Sent)
	w.Counter("cluster_counts_received_total", "Counts that came through the log, this node's own among them.", st.Received)
	w.Counter("cluster_announcements_total", "Times that this node told the others all of its counts.", st.Announcements)
	w.Counter("cluster_asks_total", "Times that it asked another node to.", st.Asks)
	w.Counter("cluster_lapses_total", "Nodes that fell silent without a goodbye; their members no longer count.", st.Lapses)
}

func (n *node) webhookMetrics(w *metrics.Writer) {
	st := n.webhooks.Stats()
	w.Counter("webhooks_queued_total", "Disconnect webhooks that found room in the queue.", st.Queued)
	w.Counter("webhooks_sent_total", "Disconnect webhooks that a receiver took.", st.Sent)
	w.CounterBy("webhooks_failed_total", "Disconnect webhooks that were given up, by the reason of the last attempt.", "reason", st.Failed)
	w.CounterBy("webhooks_dropped_total", "Disconnect webhooks that were not tried, or not again, by reason.", "reason", st.Dropped)
	w.Counter("webhook_retries_total", "Attempts of disconnect webhooks that failed and were followed by another.", st.Retries)
	w.Gauge("webhooks_waiting", "Disconnect webhooks that are queued, under way or wait to be tried again.", float64(st.Waiting))
	w.Gauge("webhooks_in_flight", "Attempts of disconnect webhooks that are under way.", float64(st.InFlight))
}

func byReason(counts [reason.Count]uint64) map[string]uint64 {
	m := make(map[string]uint64, len(counts)-1)
	for r := reason.None + 1; r < reason.Count; r++ {
		m[r.String()] = counts[r]
	}
	return m
}

// bySessionReason leaves out what ends connections only: those that hold no WebSocket, or none that is a
// session's.
func bySessionReason(counts [reason.Count]uint64) map[string]uint64 {
	m := byReason(counts)
	for _, r := range []reason.Reason{
		reason.HeaderTimeout, reason.BodyTimeout, reason.HandshakeTimeout, reason.KeepaliveIdle, reason.PipelineOverflow, reason.Upgraded,
	} {
		delete(m, r.String())
	}
	return m
}

func writeHistogram(w *metrics.Writer, name, help string, s histogram.Snapshot) {
	w.Histogram(name, help, s.Count, s.Sum, s.Buckets)
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
