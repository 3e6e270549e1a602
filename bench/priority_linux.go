package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// roundRobin is SCHED_RR of sched(7).
const roundRobin = 2

// hurry gives the calling thread, which must be locked to its goroutine, a real-time priority
// where the system allows it (root, CAP_SYS_NICE): clients on a machine of their own would not
// compete with the server for its processors, and latency is not to tell how long the generator
// waited for one. calm takes it back.
func hurry(wanted bool) (calm func(), ok bool) {
	thread := unix.Gettid()
	fast := unix.SchedAttr{Policy: roundRobin, Priority: 1, Flags: unix.SCHED_FLAG_RESET_ON_FORK}
	if !wanted || unix.SchedSetAttr(thread, &fast, 0) != nil {
		return func() {}, false
	}
	return func() { _ = unix.SchedSetAttr(thread, &unix.SchedAttr{}, 0) }, true // lowering is allowed
}

// mayHurry tells whether the system allows it.
func mayHurry() bool {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	calm, ok := hurry(true)
	calm()
	return ok
}

// threadWait returns how long, in nanoseconds, the calling thread has been ready to run and
// waited for a processor; 0 where the kernel does not say. Source: proc_pid_schedstat(5).
func threadWait() int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/schedstat", unix.Gettid()))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	ns, _ := strconv.ParseInt(fields[1], 10, 64) // 0 if it is none
	return ns
}
