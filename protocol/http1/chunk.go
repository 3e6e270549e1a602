package http1

import "math"

// bodyState says what the next byte of a body belongs to. Source: RFC 9112, 7.1.
type bodyState uint8

const (
	bodyDone       bodyState = iota
	inData                   // of a chunk, or of a body with a length
	inSize                   // digits
	inExtension              // from the whitespace or the semicolon after the size
	atSizeLF                 // ends the size line
	atDataCR                 // after a chunk's data
	atDataLF                 // after that
	atTrailer                // start of a trailer, or CR of the blank line
	inTrailerName            // up to the colon
	inTrailerValue           // up to CR
	atTrailerLF              // ends a trailer
	atEndLF                  // ends the body
)

const maxSizeDigits = 16 // net/http's limit too

// step takes one byte of a chunked body's framing.
func (d *Body) step(c byte) *Error {
	switch d.state {
	case inSize:
		return d.size(c)
	case inExtension:
		d.extension = d.extension.next(c)
		switch d.extension {
		case extensionBad:
			return errChunkExtension
		case extensionEnd:
			d.state = atSizeLF
			return nil
		}
		return d.spend()
	case atSizeLF:
		next := inData
		if d.remaining == 0 {
			next = atTrailer
		}
		d.digits = 0
		return d.expect(c, '\n', next, errChunkSizeLine)
	case atDataCR:
		return d.expect(c, '\r', atDataLF, errChunkEnd)
	case atDataLF:
		return d.expect(c, '\n', inSize, errChunkEnd)
	}
	return d.trailer(c)
}

// expect goes on to next if c is want.
func (d *Body) expect(c, want byte, next bodyState, otherwise *Error) *Error {
	if c != want {
		return otherwise
	}
	d.state = next
	return nil
}

// size takes a byte of the chunk's size or the one after it.
func (d *Body) size(c byte) *Error {
	v := unhex(c)
	switch {
	case v < 0 && d.digits == 0 || v >= 0 && d.digits == maxSizeDigits:
		return errChunkSize
	case v >= 0 && d.remaining > math.MaxInt64>>4:
		return errChunkTooLarge
	case v >= 0:
		d.digits++
		d.remaining = d.remaining<<4 | int64(v)
	case c == '\r':
		d.state = atSizeLF
	case c == ';' || blank(c):
		d.state, d.extension = inExtension, afterGap.next(c)
		return d.spend()
	default:
		return errChunkSizeLine
	}
	return nil
}

// trailer takes a byte of the section after the last chunk. Its fields are dropped, so none can
// pass for a field of the head. Source: RFC 9112, 7.1.2.
func (d *Body) trailer(c byte) *Error {
	switch {
	case d.state == atTrailer && c == '\r':
		d.state = atEndLF
		return nil
	case d.state == atEndLF:
		return d.expect(c, '\n', bodyDone, errTrailer)
	case d.state == atTrailerLF:
		return d.expect(c, '\n', atTrailer, errTrailer)
	case d.state != inTrailerValue && class[c]&isToken != 0:
		d.state = inTrailerName
	case d.state == inTrailerName && c == ':':
		d.state = inTrailerValue
	case d.state == inTrailerValue && c == '\r':
		d.state = atTrailerLF
	case d.state == inTrailerValue && class[c]&isValue != 0:
	default:
		return errTrailer
	}
	return d.spend()
}

// spend counts a byte that is neither data nor bare framing.
func (d *Body) spend() *Error {
	if d.extra++; d.extra > MaxExtra {
		return errChunkExtra
	}
	return nil
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
