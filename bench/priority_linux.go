package bench

import "golang.org/x/sys/unix"

// hurry raises the priority of the calling thread, which must be locked to its goroutine, above
// that of a server on the same machine, where the system allows it (root, CAP_SYS_NICE): else
// latency would tell how long the generator waited for a processor. calm takes it back.
func hurry() (calm func()) {
	const ahead = -15
	thread := unix.Gettid()
	if unix.Setpriority(unix.PRIO_PROCESS, thread, ahead) != nil {
		return func() {}
	}
	return func() { _ = unix.Setpriority(unix.PRIO_PROCESS, thread, 0) } // lowering is allowed
}
