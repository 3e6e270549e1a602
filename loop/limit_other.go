//go:build !linux

package loop

// maxConns suits a laptop: a goroutine pair a connection is what bounds it there.
func maxConns() int { return 4096 }
