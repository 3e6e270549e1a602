package hub

// turnWrites is after how many writes a shard gives way. A round of a thousand takes
// milliseconds, in which Redis would wait for a processor, and the publishes for Redis.
const turnWrites = 16

// giveWay lets others have the processor after so many writes while the log awaits Redis's
// answer. It waits for nobody who is not ready to run.
func (s *Shard) giveWay(writes uint64) {
	if writes%turnWrites == 0 && s.hub.window.Awaited() {
		s.hub.yield()
	}
}
