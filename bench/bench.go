// Package bench is the load generator behind "socketchat bench": it plans a run, connects
// clients, publishes, counts every delivery for each client and channel, and reports what the
// server did and what it cost. Its clients need no goroutine each: an epoll loop of its own
// carries them, so it runs on Linux only.
package bench
