package broker

import (
	"strconv"
	"strings"

	"socketchat/internal/window"
)

// streamID is the id of a stream entry: milliseconds of Redis's clock, and a sequence within
// them. The zero value, `0-0`, lies before every entry.
type streamID struct{ milli, seq uint64 }

func parseStreamID(s string) (streamID, bool) {
	milli, seq, ok := strings.Cut(s, "-")
	if !ok {
		return streamID{}, false
	}
	m, err := strconv.ParseUint(milli, 10, 64)
	if err != nil {
		return streamID{}, false
	}
	n, err := strconv.ParseUint(seq, 10, 64)
	return streamID{m, n}, err == nil
}

func (i streamID) append(dst []byte) []byte {
	dst = strconv.AppendUint(dst, i.milli, 10)
	dst = append(dst, '-')
	return strconv.AppendUint(dst, i.seq, 10)
}

func (i streamID) String() string { return string(i.append(make([]byte, 0, 24))) }

func (i streamID) before(o streamID) bool {
	return i.milli < o.milli || i.milli == o.milli && i.seq < o.seq
}

func (i streamID) position(index int) window.Position {
	return window.Position{Milli: i.milli, Seq: i.seq, Index: uint32(index)}
}

// place is where a log stands: its epoch and the id of an entry.
type place struct {
	epoch string
	id    streamID
}

// cursor is the place of the batch's broadcast number index, as REST shows it.
func (p place) cursor(index int) string {
	b := make([]byte, 0, len(p.epoch)+32)
	b = append(b, p.epoch...)
	b = append(b, '.')
	b = p.id.append(b)
	b = append(b, '.')
	return string(strconv.AppendUint(b, uint64(index), 10))
}
