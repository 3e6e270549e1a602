package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"socketchat/internal/metrics"
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
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", n.settings.AdminAddr)
	if err != nil {
		return nil, fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	s := &http.Server{Handler: adminHandler(n.metrics()), ReadHeaderTimeout: 10 * time.Second}
	go func() { // ends when stop closes the server
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			n.log.Error("ADMIN_ADDR is no longer served", "error", err)
		}
	}()
	return func() { _ = s.Close() }, nil
}

// adminHandler serves r and pprof, for an address that only operators reach. It is the one
// place where net/http serves.
func adminHandler(r *metrics.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		body, contentType, err := r.Text()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
