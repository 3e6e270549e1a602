package main

import (
	"log/slog"
	"os"
	"syscall"
)

// stopSignals ask for a clean stop: the first one cancels, a second one does not wait.
var stopSignals = []os.Signal{os.Interrupt, syscall.SIGTERM}

// watch calls cancel at the first of signals, and exit with 1 at the second.
func watch(signals <-chan os.Signal, cancel func(), exit func(int), log *slog.Logger) {
	for stopping := false; ; stopping = true {
		s, open := <-signals
		switch {
		case !open:
			return
		case stopping:
			log.Warn("second signal: ended at once", "signal", s.String())
			exit(exitNo)
			return
		}
		log.Info("signal received; a second one ends at once", "signal", s.String())
		cancel()
	}
}
