package http1

import "strconv"

// Error is a request that cannot be read on: it is answered with Status, and the connection is
// closed, since where the next request begins is not known. The errors of this package are
// constants that quote nothing of what was sent.
type Error struct {
	Status int    // 400, 413, 414, 417, 431, 501 or 505
	Reason string // one sentence or two: what is wrong, and what it must be
}

// Error returns the status and the reason.
func (e *Error) Error() string {
	return "http1: " + strconv.Itoa(e.Status) + ": " + e.Reason
}

// The request line.
var (
	errMethod             = &Error{400, "The request line does not start with a method and a single space. Is this plain HTTP/1.1?"}
	errMethodTooLong      = &Error{501, "The method is longer than any that is implemented here."}
	errConnect            = &Error{501, "CONNECT is for proxies, and this is not one."}
	errTargetByte         = &Error{400, "The request target is empty or has a byte that must be percent-encoded, or no version follows it."}
	errTargetForm         = &Error{400, "The request target must be a path that starts with a slash, or an http:// or https:// URL without user information."}
	errTargetTooLong      = &Error{414, "The request line is longer than 16384 bytes."}
	errVersion            = &Error{400, "The request line must end in HTTP/1.1 or HTTP/1.0, in capitals, after a single space."}
	errVersionUnsupported = &Error{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."}
	errEmptyLines         = &Error{400, "There are more than 4 empty lines before the request line."}
)

// Lines and field lines.
var (
	errBareLF           = &Error{400, "A line ends in LF alone; it must end in CR LF."}
	errBareCR           = &Error{400, "There is a CR without an LF after it; a line must end in CR LF."}
	errLineByte         = &Error{400, "The request line must end right after the version, with CR LF."}
	errFold             = &Error{400, "A header line starts with whitespace. Folded headers are obsolete: send each on one line."}
	errSpaceBeforeColon = &Error{400, "There is whitespace between a header's name and its colon; the colon must follow at once."}
	errFieldName        = &Error{400, "A header's name is empty or has a character that names cannot have, or its colon is missing."}
	errFieldValue       = &Error{400, "A header's value has a control character."}
	errHeadTooLarge     = &Error{431, "The request's head is larger than 16384 bytes. Large cookies are the usual cause."}
	errTooManyHeaders   = &Error{431, "The request has more than 100 header lines."}
)

// What fields mean.
var (
	errNoHost          = &Error{400, "The Host header is missing; HTTP/1.1 requires it."}
	errHosts           = &Error{400, "There is more than one Host header; there must be exactly one."}
	errHostValue       = &Error{400, "The Host header is not a host name or address with an optional port."}
	errExpect          = &Error{417, "The Expect header asks for something other than 100-continue, which is all that can be met."}
	errLength          = &Error{400, "Content-Length must be one decimal number, digits only."}
	errLengths         = &Error{400, "There are several Content-Length headers and they differ; send one."}
	errLengthTooLarge  = &Error{413, "Content-Length is larger than any body can be."}
	errLengthAndCoding = &Error{400, "The request has both Content-Length and Transfer-Encoding; send one of them."}
	errCodingIn10      = &Error{400, "Transfer-Encoding does not exist in HTTP/1.0; send Content-Length."}
	errCodings         = &Error{400, "There is more than one Transfer-Encoding header; send one, with the value chunked."}
	errCodingEnd       = &Error{400, "Transfer-Encoding does not end in chunked, so the body would have no end; its value must be chunked."}
	errCodingUnknown   = &Error{501, "Transfer-Encoding lists a coding that is not implemented; its value must be chunked alone."}
)

// The chunked body.
var (
	errChunkSize      = &Error{400, "A chunk does not start with its size, in at most 16 hexadecimal digits."}
	errChunkSizeLine  = &Error{400, "A chunk's size must be followed by CR LF or by an extension."}
	errChunkTooLarge  = &Error{413, "A chunk is larger than any body can be."}
	errChunkExtension = &Error{400, "A chunk extension is malformed; it must be ;name or ;name=value."}
	errChunkExtra     = &Error{431, "The body's chunk extensions and trailers are longer than 4096 bytes together."}
	errChunkEnd       = &Error{400, "A chunk is not as long as its size says: CR LF must follow its data."}
	errTrailer        = &Error{400, "A trailer line is malformed; it must be Name: value and end in CR LF."}
)
