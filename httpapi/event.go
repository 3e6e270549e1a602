package httpapi

import (
	"fmt"

	"socketchat/auth"
	"socketchat/protocol/rawjson"
	"socketchat/protocol/socketio"
)

// MaxEvent is the longest event name in bytes.
const MaxEvent = 200

// event is the body of a publish. Where members repeat the last one counts, others are ignored.
type event struct {
	channel string
	name    []byte // the JSON string as it was sent, aliases the body
	data    []byte // raw JSON, aliases the body; null when absent
}

// problem is why a body is refused; the zero value is none.
type problem struct {
	code    code
	message string
}

var null = []byte("null")

const wanted = `{"channel":"…","event":"…","data":…}`

// parseEvent reads and checks a body.
func parseEvent(body []byte) (e event, p problem) {
	if len(body) == 0 {
		return e, problem{invalidJSON, "The body is empty. Send " + wanted + "."}
	}
	if err := rawjson.Valid(body); err != nil {
		return e, problem{invalidJSON, fmt.Sprintf("The body was refused: %v.", err)}
	}
	var channel, name []byte
	e.data = null
	err := rawjson.Members(body, func(key, val []byte) bool {
		switch string(key) {
		case "channel":
			channel = val
		case "event":
			name = val
		case "data":
			e.data = val
		}
		return true
	})
	if err != nil {
		return e, problem{invalidJSON, "The body is JSON, but not an object. Send " + wanted + "."}
	}
	if e.channel, p = parseChannel(channel); p.message != "" {
		return e, p
	}
	e.name, p = parseName(name)
	return e, p
}

func parseChannel(val []byte) (string, problem) {
	if val == nil {
		return "", problem{invalidChannel, "channel is missing. Name the channel to publish to."}
	}
	channel, ok := rawjson.String(val)
	if !ok {
		return "", problem{invalidChannel, "channel is not a string. Name one channel, in double quotes."}
	}
	if err := auth.CheckChannel(channel); err != nil {
		return "", problem{invalidChannel, err.Error()}
	}
	return channel, problem{}
}

// parseName checks an event's name and returns it as it was sent, val.
func parseName(val []byte) ([]byte, problem) {
	if val == nil {
		return nil, problem{invalidEvent, "event is missing. Name the event that clients listen for."}
	}
	name, ok := rawjson.Text(val)
	switch {
	case !ok:
		return nil, problem{invalidEvent, "event is not a string. Name the event that clients listen for, in double quotes."}
	case len(name) == 0:
		return nil, problem{invalidEvent, "event is empty. Name the event that clients listen for."}
	case len(name) > MaxEvent:
		return nil, problem{invalidEvent, fmt.Sprintf("event has %s bytes; the limit is %d. Use a shorter name and put the rest into data.", groups(int64(len(name))), MaxEvent)}
	case socketio.Reserved(string(name)):
		return nil, problem{invalidEvent, fmt.Sprintf("%q is a reserved Socket.IO event: clients would throw. Use another name, for example \"user-%s\".", name, name)}
	}
	return val, problem{}
}

// packet is the Socket.IO packet 2["event",data] of the event: the only copy of data that is made.
func (e *event) packet() []byte {
	b := make([]byte, 0, len(`2[,]`)+len(e.name)+len(e.data))
	b = append(b, "2["...)
	b = append(b, e.name...)
	b = append(b, ',')
	b = append(b, e.data...)
	return append(b, ']')
}
