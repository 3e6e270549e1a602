package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// scraper returns what /metrics on PORT answers with, nil when ADMIN_ADDR has taken it over.
func (n *node) scraper() func() ([]byte, string, error) {
	if n.settings.AdminAddr != "" {
		return nil
	}
	return n.metrics().Text
}

// serveAdmin serves /metrics and pprof on ADMIN_ADDR, where that is set, until stop is called.
func (n *node) serveAdmin() (stop func(), err error) {
	if n.settings.AdminAddr == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", n.settings.AdminAddr)
	if err != nil {
		return nil, fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	s := &http.Server{Handler: n.metrics().AdminHandler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { // ends when stop closes the server
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			n.log.Error("ADMIN_ADDR is no longer served", "error", err)
		}
	}()
	return func() { _ = s.Close() }, nil
}
