package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// cause words a failed request for people: without the method, the URL and Go's layers.
func cause(err error) error {
	var unknown *net.DNSError
	var failed *os.SyscallError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %v", healthcheckTimeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("connection refused")
	case errors.As(err, &unknown):
		return fmt.Errorf("no such host %q", unknown.Name)
	case errors.As(err, &failed):
		return failed.Err
	default:
		return err
	}
}
