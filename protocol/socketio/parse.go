package socketio

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf8"

	"socketchat/protocol/rawjson"
)

// parse reads the text of a packet: type, "<attachments>-", "/namespace,", ack id, JSON; all but the
// type may be absent. The reference takes blanks for an ack id of 0; here they are JSON's white
// space. p.Data aliases b.
func parse(b []byte) (p Packet, attachments int, err error) {
	if len(b) == 0 || b[0] < byte(Connect) || b[0] > byte(BinaryAck) {
		return Packet{}, 0, malformed("its type is not 0 to 6")
	}
	p.Type, b = Type(b[0]), b[1:]
	if p.Type.binary() {
		if attachments, b, err = parseAttachments(b); err != nil {
			return Packet{}, 0, err
		}
	}
	if p.Namespace, b, err = parseNamespace(b); err != nil {
		return Packet{}, 0, err
	}
	if p.ID, p.HasID, b, err = parseID(b); err != nil {
		return Packet{}, 0, err
	}
	if p.Data = bytes.Trim(b, " \t\r\n"); len(p.Data) == 0 {
		p.Data = nil
		return p, attachments, nil
	}
	return p, attachments, checkData(p.Type, p.Data, attachments)
}

// parseAttachments reads how many attachments follow the packet.
func parseAttachments(b []byte) (n int, rest []byte, err error) {
	count, rest, found := bytes.Cut(b, []byte{'-'})
	if !found || len(count) == 0 {
		return 0, nil, malformed("the number of attachments is missing")
	}
	for _, c := range count {
		if c < '0' || c > '9' {
			return 0, nil, malformed("the number of attachments is not a number")
		}
		n = min(10*n+int(c-'0'), MaxAttachments+1)
	}
	if n < 1 || n > MaxAttachments {
		return 0, nil, fmt.Errorf("%w: it has %s attachments, not 1 to %d",
			ErrMalformed, count[:min(len(count), 20)], MaxAttachments)
	}
	return n, rest, nil
}

// parseNamespace reads up to the comma, or to the end where there is none.
func parseNamespace(b []byte) (nsp string, rest []byte, err error) {
	if len(b) == 0 || b[0] != '/' {
		return root, b, nil
	}
	name, rest, _ := bytes.Cut(b, []byte{','})
	if len(name) == len(root) {
		return root, rest, nil
	}
	if !utf8.Valid(name) {
		return "", nil, malformed("its namespace is not UTF-8")
	}
	return string(name), rest, nil
}

// parseID reads the digits of an ack id.
func parseID(b []byte) (id uint64, has bool, rest []byte, err error) {
	i := 0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		digit := uint64(b[i] - '0')
		if id > (math.MaxUint64-digit)/10 {
			return 0, false, nil, malformed("its ack id is over 64 bits")
		}
		id = 10*id + digit
	}
	return id, i > 0, b[i:], nil
}

// checkData checks that data is JSON, and of the kind that a packet of type t carries.
func checkData(t Type, data []byte, attachments int) error {
	if t == Disconnect {
		return malformed("a DISCONNECT has data")
	}
	if err := rawjson.Valid(data); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch first := data[0]; {
	case t == Connect && first != '{':
		return malformed("the data of a CONNECT is not an object")
	case t == ConnectError && first != '{' && first != '"':
		return malformed("the data of a CONNECT_ERROR is neither an object nor a string")
	case (t == Ack || t == BinaryAck) && first != '[':
		return malformed("the data of an ACK is not an array")
	case t == Event || t == BinaryEvent:
		if err := checkEvent(data); err != nil {
			return err
		}
	}
	if t.binary() && !placeholdersFit(data, attachments) {
		return malformed("a placeholder refers to no attachment")
	}
	return nil
}
