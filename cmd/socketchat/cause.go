package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
)

// cause words a failed request for people: without the method, the URL and Go's layers.
func cause(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v", healthcheckTimeout)
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("no such host %q", unknown.Name)
	}
	if failed, ok := errors.AsType[*os.SyscallError](err); ok {
		return failed.Err
	}
	return err
}
