package hub

import "syscall"

// yield lets other threads that are ready run before this one goes on. The goroutine keeps its
// place among Go's: what is waited for is often another process.
func yield() { _, _, _ = syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) }
