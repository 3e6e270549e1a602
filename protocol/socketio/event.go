package socketio

import (
	"bytes"
	"fmt"

	"socketchat/protocol/rawjson"
)

// Reserved reports whether name has a meaning of its own in a client or server and may not be the
// name of an event: the reference client throws on it.
func Reserved(name string) bool {
	switch name {
	case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener":
		return true
	}
	return false
}

// EventArgs splits the data of an event that came from a Decoder. args are the raw JSON of its
// arguments; they alias p.Data, and dst is where they are appended. A numeric name is returned as it
// was written. An event without data, which the reference allows, has no name.
func EventArgs(p *Packet, dst [][]byte) (name string, args [][]byte, err error) {
	if p.Data == nil {
		return "", nil, nil
	}
	all, err := rawjson.Elements(p.Data, dst)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(all) == len(dst) {
		return "", nil, malformed("an EVENT has no name")
	}
	first, args := all[len(dst)], all[len(dst)+1:]
	name, isString := rawjson.String(first)
	if !isString {
		name = string(first)
	}
	return name, args, nil
}

// checkEvent checks that data, which is valid JSON, is an array that begins with a name.
func checkEvent(data []byte) error {
	if data[0] != '[' {
		return malformed("the data of an EVENT is not an array")
	}
	switch first := bytes.TrimLeft(data[1:], " \t\r\n"); {
	case first[0] == '"':
		if reservedLiteral(first[:stringEnd(first)]) {
			return malformed("the name of an EVENT is reserved")
		}
		return nil
	case first[0] == '-', first[0] >= '0' && first[0] <= '9':
		return nil
	}
	return malformed("the name of an EVENT is neither a string nor a number")
}

// reservedLiteral is Reserved for a JSON string; it allocates only where there is an escape.
func reservedLiteral(literal []byte) bool {
	if bytes.IndexByte(literal, '\\') < 0 {
		return Reserved(string(literal[1 : len(literal)-1]))
	}
	name, _ := rawjson.String(literal)
	return Reserved(name)
}

// stringEnd returns the length of the JSON string that b begins with.
func stringEnd(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
