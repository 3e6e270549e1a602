//go:build !linux || netloop

package loop

// pauses: a connection that has its own goroutine keeps nobody waiting.
func (c *Conn) pauses(int) bool { return false }
