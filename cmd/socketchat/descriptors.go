package main

// mostClients is the default's upper end where the descriptor limit is without bound.
const mostClients = 1_000_000

// defaultClients leaves 5 % of the descriptor limit, and 64 descriptors at least, for listeners,
// REST, Redis and health checks: a full node must still answer these.
func defaultClients(limit int) int {
	return min(max(limit-max(limit/20, 64), 1), mostClients)
}
