package bench

import (
	"time"

	"golang.org/x/sys/unix"
)

// epoch ties Go's monotonic clock, which costs no system call, to CLOCK_MONOTONIC, which the
// processes of one machine share: a stamp made by one is read by another.
var epoch = func() (e struct {
	at   time.Time
	mono int64
},
) {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts) // cannot fail: the clock exists
	e.mono, e.at = ts.Nano(), time.Now()
	return e
}()

// now returns nanoseconds of CLOCK_MONOTONIC.
func now() int64 { return epoch.mono + int64(time.Since(epoch.at)) }

// processCPU returns the CPU time in nanoseconds that a process has used, with all threads it
// ever had. Source: clock_getcpuclockid(3), whose id this is.
func processCPU(pid int) (int64, error) {
	return cpuClock(int32(^pid<<3 | 2))
}

// threadCPU is processCPU of the calling thread, which must be locked to its goroutine.
func threadCPU() int64 {
	ns, _ := cpuClock(unix.CLOCK_THREAD_CPUTIME_ID)
	return ns
}

func cpuClock(id int32) (int64, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(id, &ts); err != nil {
		return 0, err
	}
	return ts.Nano(), nil
}
