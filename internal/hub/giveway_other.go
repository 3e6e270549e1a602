//go:build !linux

package hub

import "runtime"

// yield lets other goroutines run before this one goes on.
func yield() { runtime.Gosched() }
