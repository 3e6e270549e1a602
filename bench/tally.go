package bench

// Faults are deliveries that were not as promised: once, in order, to every member and no other.
type Faults struct {
	Lost      int64 `json:"lost"`
	Doubled   int64 `json:"doubled"`
	Reordered int64 `json:"reordered"`
	Stray     int64 `json:"stray"` // for a channel that the client did not join
}

// Any reports whether something was wrong.
func (f Faults) Any() bool { return f != Faults{} }

func (f *Faults) add(g Faults) {
	f.Lost += g.Lost
	f.Doubled += g.Doubled
	f.Reordered += g.Reordered
	f.Stray += g.Stray
}

// less returns what came on top of earlier. A delivery that was counted as lost may have come
// since: nothing is below 0.
func (f Faults) less(earlier Faults) Faults {
	return Faults{
		max(0, f.Lost-earlier.Lost), max(0, f.Doubled-earlier.Doubled),
		max(0, f.Reordered-earlier.Reordered), max(0, f.Stray-earlier.Stray),
	}
}

// tally counts deliveries for each client, channel and publisher: a cell each. The sequence
// numbers of a cell must come as 1, 2, 3, …
type tally struct {
	layout
	first   int      // index of the first client that is counted here
	next    []uint32 // by cell; 0: nothing came yet and any beginning is right
	home    []uint32 // of each client, the channel of its first slot
	missing map[int]map[uint32]bool
	faults  Faults // Lost: only of cells that began anew; settle adds the others
}

// newTally counts for n clients from first on. Cells begin at sequence number 1.
func newTally(l layout, first, n int) *tally {
	t := &tally{layout: l, first: first, next: make([]uint32, n*l.Joins*l.Publishers), missing: map[int]map[uint32]bool{}}
	for i := range t.next {
		t.next[i] = 1
	}
	for i := range n {
		t.home = append(t.home, l.channel(first+i, 0))
	}
	return t
}

// receive counts one delivery to a client, by its index from first on.
func (t *tally) receive(client int, m message) {
	slot, ok := 0, m.channel == t.home[client]
	if !ok {
		slot, ok = t.slot(t.first+client, m.channel)
	}
	if !ok || int(m.publisher) >= t.Publishers {
		t.faults.Stray++
		return
	}
	cell := (client*t.Joins+slot)*t.Publishers + int(m.publisher)
	switch next := t.next[cell]; {
	case m.seq == next || next == 0:
		t.next[cell] = m.seq + 1
	case m.seq > next:
		t.skip(cell, next, m.seq)
		t.next[cell] = m.seq + 1
	case t.missing[cell][m.seq]:
		delete(t.missing[cell], m.seq)
		t.faults.Reordered++
	default:
		t.faults.Doubled++
	}
}

// skip notes the numbers of a gap: lost, unless they come yet.
func (t *tally) skip(cell int, from, to uint32) {
	if t.missing[cell] == nil {
		t.missing[cell] = map[uint32]bool{}
	}
	for seq := from; seq < to; seq++ {
		t.missing[cell][seq] = true
	}
}

// restart lets a client's cells begin anew: behind what was sent, or, with nil, anywhere: it
// joins while publishing goes on.
func (t *tally) restart(client int, sent []uint32) {
	width := t.Joins * t.Publishers
	for cell := client * width; cell < (client+1)*width; cell++ {
		t.next[cell] = 0
		if sent != nil {
			t.next[cell] = sent[t.streamOf(cell)] + 1
		}
		t.faults.Lost += int64(len(t.missing[cell]))
		delete(t.missing, cell)
	}
}

// settle returns all faults so far, given what was published: the highest sequence number of
// each stream, and the numbers whose fate is not known, which may be missing.
// Clients that are not listening are owed nothing.
func (t *tally) settle(sent []uint32, uncertain map[uint64]bool, listening func(client int) bool) Faults {
	f := t.faults
	for cell, next := range t.next {
		if next == 0 || !listening(cell/t.Publishers/t.Joins) {
			continue
		}
		stream := t.streamOf(cell)
		for seq := range t.missing[cell] {
			if !uncertain[broadcast(stream, seq)] {
				f.Lost++
			}
		}
		for seq := next; seq <= sent[stream]; seq++ {
			if !uncertain[broadcast(stream, seq)] {
				f.Lost++
			}
		}
	}
	return f
}

func (t *tally) streamOf(cell int) int {
	publisher := cell % t.Publishers
	slot := cell / t.Publishers % t.Joins
	client := cell / t.Publishers / t.Joins
	return t.stream(t.channel(t.first+client, slot), uint32(publisher))
}

// broadcast identifies one publish among all of a run.
func broadcast(stream int, seq uint32) uint64 { return uint64(stream)<<32 | uint64(seq) }
