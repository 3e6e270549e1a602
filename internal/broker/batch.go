package broker

// batch is what one append carries, or what is answered together. Batches are reused.
type batch struct {
	publishes []publish
	place     place
	err       *Error // nil: appended at place
}

// answer calls back and empties the batch.
func (b *batch) answer() {
	for i := range b.publishes {
		p := &b.publishes[i]
		if b.err != nil {
			p.done("", b.err)
		} else {
			p.done(b.place.cursor(i), nil)
		}
	}
	clear(b.publishes)
	b.publishes, b.err = b.publishes[:0], nil
}

// encode appends the entry's payload to dst.
func (b *batch) encode(dst []byte) []byte {
	dst = append(dst, entryVersion)
	for i := range b.publishes {
		dst = appendBroadcast(dst, b.publishes[i].channel, b.publishes[i].packet)
	}
	return dst
}

// fill takes from the front of q what one append may carry; one that is larger goes alone.
func (b *batch) fill(q *queue) {
	size := 0
	for _, p := range q.waiting() {
		size += broadcastSize(p.channel, p.packet)
		if n := len(b.publishes); n == maxBatch || n > 0 && size > maxBatchBytes {
			break
		}
		b.publishes = append(b.publishes, p)
	}
	q.drop(len(b.publishes))
}

// answerer answers batches in a goroutine of its own, so that the next append does not wait
// for REST answers to be written. It ends when the queue is closed.
type answerer struct {
	batches chan *batch // bounded: when it is full the appender waits
	spare   chan *batch
	ended   chan struct{}
}

func newAnswerer() *answerer {
	const ahead = 4
	return &answerer{batches: make(chan *batch, ahead), spare: make(chan *batch, ahead), ended: make(chan struct{})}
}

func (a *answerer) run() {
	defer close(a.ended)
	for b := range a.batches {
		b.answer()
		a.recycle(b)
	}
}

// batch returns an empty one.
func (a *answerer) batch() *batch {
	select {
	case b := <-a.spare:
		return b
	default:
		return &batch{}
	}
}

func (a *answerer) recycle(b *batch) {
	if cap(b.publishes) > maxBatch {
		return
	}
	select {
	case a.spare <- b:
	default:
	}
}
