//go:build linux && !netloop

package loop

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/lesismal/nbio/logging"
)

// nbioLog passes on what nbio says; it has one logger for the whole process, and prints to stdout
// when it gets none. What it says at its start and stop is of no use to an operator.
type nbioLog struct{ to atomic.Pointer[slog.Logger] }

var (
	theLog  nbioLog
	install sync.Once
)

func logTo(l *slog.Logger) {
	theLog.to.Store(l)
	install.Do(func() { logging.SetLogger(&theLog) })
}

func (l *nbioLog) Debug(string, ...any) {}
func (l *nbioLog) Info(string, ...any)  {}

func (l *nbioLog) Warn(format string, v ...any) {
	l.to.Load().Warn("nbio: " + fmt.Sprintf(format, v...))
}

func (l *nbioLog) Error(format string, v ...any) {
	l.to.Load().Error("nbio: " + fmt.Sprintf(format, v...))
}
