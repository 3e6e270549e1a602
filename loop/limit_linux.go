package loop

import "syscall"

// maxConns leaves a reserve of descriptors for listeners, pollers, Redis and logs. It is half of
// what MAX_CLIENTS leaves by default: where all clients that may come have come, the other half is
// for REST and health checks.
func maxConns() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || limit.Cur > 1<<30 {
		return 1 << 20
	}
	n := int(limit.Cur)
	return max(1, n-max(32, n/40))
}
