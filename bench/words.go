package bench

import (
	"fmt"
	"strconv"
	"strings"
)

// count writes a number with commas: 1,482,113.
func count[T int | int64 | uint64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// figure writes a measured number with three digits that count.
func figure(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v >= 100 || v <= -100:
		return count(int64(v + 0.5))
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case v >= 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	default:
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
}

// brief writes a number for an axis: 250, 1.5k, 10M.
func brief(v float64) string {
	unit := ""
	switch {
	case v >= 1e6:
		v, unit = v/1e6, "M"
	case v >= 1e4:
		v, unit = v/1e3, "k"
	}
	return strconv.FormatFloat(v, 'g', 6, 64) + unit
}

// title says in a line what a run does.
func (o *Options) title() string {
	publishing := "flat out"
	if o.Rate > 0 {
		publishing = "at " + brief(o.Rate) + " a second"
	}
	transport := o.Transport
	if o.polling() {
		transport += ", " + plural(pollingConnections, "connection", "connections") + " each"
	}
	clients := fmt.Sprintf("%s (%s)", plural(o.Clients, "client", "clients"), transport)
	switch o.Scenario {
	case "connect", "churn":
		return fmt.Sprintf("%s: %s, %s at a time, %s", o.Scenario, clients, count(o.Concurrency), plural(o.Channels, "channel", "channels"))
	case "publish":
		return fmt.Sprintf("publish: %s %s to %s without members, %s of padding",
			plural(o.Publishers, "publisher", "publishers"), publishing, plural(o.Channels, "channel", "channels"), plural(o.Payload, "byte", "bytes"))
	}
	return fmt.Sprintf("%s: %s in %s, %s %s, %s of padding", o.Scenario, clients, plural(o.Channels, "channel", "channels"),
		plural(o.Publishers, "publisher", "publishers"), publishing, plural(o.Payload, "byte", "bytes"))
}

// paced reports whether the scenario consists of rounds of publishing.
func (o *Options) paced() bool {
	return o.Scenario == "fanout" || o.Scenario == "one-to-one" || o.Scenario == "publish"
}
