package main

import (
	"fmt"
	"net"
	"os"
)

// What the service manager is told.
const (
	notifyReady    = "READY=1"
	notifyStopping = "STOPPING=1"
)

// notify tells the service manager that started this process with Type=notify; nil where none did.
// A socket name that begins with @ is abstract. Source: sd_notify(3).
func notify(state string) error {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return nil
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err == nil {
		defer func() { _ = c.Close() }()
		_, err = c.Write([]byte(state))
	}
	if err != nil {
		return fmt.Errorf("tell the service manager %s: %w", state, err)
	}
	return nil
}

// tell notifies and goes on where that failed: whoever listens will notice.
func (n *node) tell(state string) {
	if err := notify(state); err != nil {
		n.log.Warn(err.Error())
	}
}
