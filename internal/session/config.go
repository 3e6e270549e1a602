package session

import "time"

// Config is what the sessions of a node share.
type Config struct {
	PingInterval   time.Duration
	PingTimeout    time.Duration
	ConnectTimeout time.Duration // from the open packet to the first CONNECT
	UpgradeTimeout time.Duration // from the probing WebSocket to its upgrade packet
	MaxPayload     int           // bytes
	MaxClients     int64         // sessions at once
	ReceiveBudget  int64         // bytes of unfinished packets in all sessions
	NodeTag        string        // stands before each sid; empty: nothing does
}
