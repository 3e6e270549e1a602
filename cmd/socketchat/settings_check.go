package main

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"socketchat/auth"
)

// check returns what is wrong with one value, or "". err is what reading it returned.
func (l *loaded) check(v value, err error, sc scope) string {
	row := v.row
	switch {
	case row.missing != "" && sc.reads(row) && (!v.set || errors.Is(err, auth.ErrNoKey)):
		return row.missing
	case v.text == "":
		return ""
	case err != nil && (row.name == "ALLOW_REQUEST_DOMAINS" || row.name == "TRUSTED_PROXIES"): // it names the element
		return row.name + ": " + strings.TrimSuffix(err.Error(), ".") + "."
	case err != nil, row.valid != nil && !row.valid(v.text):
		return row.complaint(v.text, false, sc)
	case row.kind != text && !l.inRange(row):
		return row.complaint(v.text, true, sc)
	default:
		return ""
	}
}

// inRange compares the parsed field with the row's range.
func (l *loaded) inRange(row *setting) bool {
	s := reflect.ValueOf(&l.Settings).Elem()
	for f, v := range s.Fields() {
		if f.Tag.Get("env") == row.name {
			return v.Int() >= row.min && v.Int() <= row.max
		}
	}
	panic("no field for " + row.name)
}

// complete derives what the machine or another value decides.
func (l *loaded) complete(limit int) {
	if l.MaxClients == 0 {
		l.MaxClients = defaultClients(limit)
		l.show("MAX_CLIENTS", strconv.Itoa(l.MaxClients))
	}
	if !strings.HasSuffix(l.SocketPath, "/") {
		l.SocketPath += "/"
		l.show("SOCKET_PATH", l.SocketPath)
	}
}

func (l *loaded) show(name, text string) { l.value(name).text = text }

// cross holds values against each other, as far as each is right by itself: what is wrong is said
// in one go, and nothing is said that follows from another mistake.
func (l *loaded) cross(sc scope) {
	if sc.names != nil {
		return
	}
	l.atLeast("SLOW_CONSUMER_BYTES", l.SlowConsumer, 4, l.MaxPayload, "MAX_PAYLOAD")
	l.atLeast("PENDING_BYTES", l.Pending, 1, l.SlowConsumer, "SLOW_CONSUMER_BYTES")
	l.atLeast("LOG_WINDOW_BYTES", l.LogWindow, 4, l.MaxPayload, "MAX_PAYLOAD")
	l.atLeast("REDIS_LOG_BYTES", l.RedisLogBytes, 4, l.MaxPayload, "MAX_PAYLOAD")
	if t := l.UserTotalInterval; t > 0 && t < 10*time.Millisecond {
		l.problem("USER_TOTAL_INTERVAL: %v is too short. It must be 0 (no user-total events) or at least 10ms.", t)
	}
	if !sc.dev {
		l.crossRedis()
	}
	if _, port, err := net.SplitHostPort(l.AdminAddr); err == nil && l.right("ADMIN_ADDR", "PORT") && port == strconv.Itoa(l.Port) {
		l.problem("ADMIN_ADDR: %q has the port of PORT (%d). Use another one.", l.AdminAddr, l.Port)
	}
}

// right reports whether each of these values is right by itself.
func (l *loaded) right(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return l.wrong[name] })
}

// atLeast holds one size to be some times another.
func (l *loaded) atLeast(name string, got, times, other Bytes, otherName string) {
	if !l.right(name, otherName) || got >= times*other {
		return
	}
	why := otherName
	if times > 1 {
		why = fmt.Sprintf("%d x %s", times, otherName)
	}
	l.problem("%s: %v is too small. It must be at least %v (%s).", name, got, times*other, why)
}

func (l *loaded) problem(format string, args ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}
