package server

import "socketchat/protocol/engineio"

// refusal is why a request to the Engine.IO endpoint was refused; its word is the metric's
// label. The first ones are Engine.IO's codes, in their order.
type refusal uint8

const (
	refusalMaxClients = iota + refusal(engineio.UnsupportedVersion) + 1
	refusalStopping
	refusalHandshake
	refusalCount
)

var refusalNames = [refusalCount]string{
	engineio.UnknownTransport:   "unknown_transport",
	engineio.UnknownSID:         "unknown_sid",
	engineio.BadHandshakeMethod: "bad_handshake_method",
	engineio.BadRequest:         "bad_request",
	engineio.Forbidden:          "origin",
	engineio.UnsupportedVersion: "unsupported_version",
	refusalMaxClients:           "max_clients",
	refusalStopping:             "stopping",
	refusalHandshake:            "bad_handshake",
}

func (r refusal) String() string { return refusalNames[r] }

func (s *Server) count(r refusal) { s.refused[r].Add(1) }

// Refused reads the number of refused requests by reason. Any goroutine may call it.
func (s *Server) Refused() map[string]uint64 {
	m := make(map[string]uint64, refusalCount)
	for r, name := range refusalNames {
		m[name] = s.refused[r].Load()
	}
	return m
}
