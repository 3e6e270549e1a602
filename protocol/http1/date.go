package http1

import (
	"sync/atomic"
	"time"
)

// dateLine is the Date field of one second.
type dateLine struct {
	second int64 // Unix
	line   []byte
}

// dateCache holds the line of the second last asked for. Whoever finds it stale makes the next
// one; two that do so at once make the same.
var dateCache atomic.Pointer[dateLine]

// AppendDate appends "Date: …\r\n" for now. It allocates once a second at most.
// Source: RFC 9110, 5.6.7 (IMF-fixdate).
func AppendDate(dst []byte, now time.Time) []byte {
	second := now.Unix()
	d := dateCache.Load()
	if d == nil || d.second != second {
		d = &dateLine{second, now.UTC().AppendFormat(nil, "Date: Mon, 02 Jan 2006 15:04:05 GMT\r\n")}
		dateCache.Store(d)
	}
	return append(dst, d.line...)
}
