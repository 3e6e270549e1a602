//go:build unix

package main

import (
	"math"
	"syscall"
)

// descriptorLimit returns how many descriptors this process may have open. The runtime has
// raised the soft limit to the hard one by the time it is asked.
func descriptorLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 1024
	}
	return int(min(uint64(limit.Cur), math.MaxInt32))
}
