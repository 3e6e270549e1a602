package socketio

import (
	"bytes"
	"math"
	"strconv"

	"socketchat/protocol/rawjson"
)

// placeholdersFit reports whether every {"_placeholder":true,"num":N} in data, at whatever depth,
// refers to one of n attachments. data is valid JSON. One pass; rawjson.MaxDepth bounds the recursion.
// A placeholder within another is looked at too, which the reference would drop unseen.
func placeholdersFit(data []byte, n int) bool {
	w := walker{b: data, n: n}
	w.value()
	return !w.misfit
}

// walker goes through valid JSON.
type walker struct {
	b      []byte
	i      int
	n      int  // attachments
	misfit bool // a placeholder refers to none of them
}

// value walks one value and returns its raw bytes.
func (w *walker) value() []byte {
	start := w.i
	switch w.b[w.i] {
	case '"':
		w.i += stringEnd(w.b[w.i:])
	case '[':
		for w.i++; w.next() != ']'; {
			w.value()
		}
		w.i++
	case '{':
		w.object()
	default:
		for w.i < len(w.b) && bytes.IndexByte([]byte(",]} \t\r\n"), w.b[w.i]) < 0 {
			w.i++
		}
	}
	return w.b[start:w.i]
}

// object walks an object's members, of which the last of a name counts.
func (w *walker) object() {
	var marked bool
	var num []byte
	for w.i++; w.next() != '}'; {
		key := w.value()
		w.next()
		value := w.value()
		switch {
		case named(key, "_placeholder"):
			marked = string(value) == "true"
		case named(key, "num"):
			num = value
		}
	}
	w.i++
	if marked && !index(num, w.n) {
		w.misfit = true
	}
}

// next skips white space and the punctuation between values, and returns what follows.
func (w *walker) next() byte {
	for bytes.IndexByte([]byte(",: \t\r\n"), w.b[w.i]) >= 0 {
		w.i++
	}
	return w.b[w.i]
}

// named reports whether the JSON string key stands for name.
func named(key []byte, name string) bool {
	if bytes.IndexByte(key, '\\') < 0 {
		return string(key[1:len(key)-1]) == name
	}
	s, _ := rawjson.String(key)
	return s == name
}

// index reports whether the JSON value num is a whole number from 0 to n-1, however it is written.
func index(num []byte, n int) bool {
	f, err := strconv.ParseFloat(string(num), 64)
	return err == nil && f >= 0 && f < float64(n) && f == math.Trunc(f)
}
