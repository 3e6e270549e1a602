package broker

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// failure is why something with Redis did not work.
type failure struct {
	kind  ErrorKind
	reply bool   // Redis answered: what was sent did nothing
	text  string // a few words without addresses and names
	err   error  // for the log
}

var errLateScript = errors.New("the script ran after its deadline and appended nothing")

// classify sorts err into a failure.
func classify(err error) failure {
	f := failure{err: err}
	var reply redis.Error
	var timeout net.Error
	var op *net.OpError
	var secure *tlsError
	switch {
	case errors.Is(err, errLateScript):
		f.kind, f.reply, f.text = ErrorLate, true, "it arrived there too late"
	case errors.As(err, &reply):
		f.reply = true
		f.kind, f.text = classifyReply(reply.Error())
	case errors.As(err, &secure):
		f.kind, f.text = ErrorDial, "the TLS handshake failed"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		f.kind, f.text = ErrorTimeout, "no answer"
	case errors.Is(err, errUnknownMaster), errors.Is(err, errNoOwner):
		f.kind, f.text = ErrorDial, err.Error()
	case errors.Is(err, errMoved):
		f.kind, f.text = ErrorClosed, err.Error()
	case errors.As(err, &op) && op.Op == "dial":
		f.kind, f.text = ErrorDial, cause(op)
	default:
		f.kind, f.text = ErrorClosed, "the connection ended"
	}
	return f
}

// classifyReply looks at an error reply, which begins with a word in capitals.
func classifyReply(s string) (ErrorKind, string) {
	word, _, _ := strings.Cut(s, " ")
	text := "Redis answered " + word
	switch word {
	case "WRONGPASS", "NOAUTH", "NOPERM":
		return ErrorAuth, text
	}
	if strings.HasPrefix(s, "ERR AUTH") || strings.HasPrefix(s, "ERR invalid password") {
		return ErrorAuth, text
	}
	return ErrorReply, text
}

// cause is what the operating system or the resolver said, without the address.
func cause(op *net.OpError) string {
	if number, ok := errors.AsType[syscall.Errno](op); ok {
		return number.Error()
	}
	if lookup, ok := errors.AsType[*net.DNSError](op); ok {
		return lookup.Err
	}
	return "no connection"
}
