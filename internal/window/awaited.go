package window

// Await notes whether the log waits for another process, Redis, on whose answer those of
// publishes hang. Only the log's appender calls it.
func (w *Window) Await(on bool) { w.awaited.Store(on) }

// Awaited reports whether readers that have much to do should let others have the processor
// now and then: what is awaited may run, or be read, on the same one.
func (w *Window) Awaited() bool { return w.awaited.Load() }
