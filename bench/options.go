package bench

import (
	"fmt"
	"time"
)

// Options say what to run. The zero value of a number means the scenario's default.
type Options struct {
	Scenario  string `json:"scenario"`
	Transport string `json:"transport"` // "websocket" or "polling"

	URLs       []string `json:"urls,omitempty"` // none: a server of its own
	Key        string   `json:"-"`
	Path       string   `json:"-"` // of the Engine.IO endpoint
	PIDs       []int    `json:"-"`
	Executable string   `json:"-"`                // this program, for children
	Server     string   `json:"server,omitempty"` // the program that serves; none: Executable
	Redis      string   `json:"redis,omitempty"`  // host:port; the run's own servers share a log there
	Nodes      int      `json:"nodes,omitempty"`  // servers on Redis
	Processes  int      `json:"processes"`

	Clients     int           `json:"clients"`
	Channels    int           `json:"channels"`
	Joins       int           `json:"joins"` // channels that each client joins
	Publishers  int           `json:"publishers"`
	Stalled     int           `json:"stalled"`  // clients that stop reading
	Rate        float64       `json:"rate"`     // publishes a second; 0: flat out
	Payload     int           `json:"payload"`  // bytes of padding
	Priority    string        `json:"priority"` // of the generator: realtime or normal
	Concurrency int           `json:"concurrency"`
	Duration    time.Duration `json:"duration"`
	Warmup      time.Duration `json:"warmup"`
	Settle      time.Duration `json:"settle"`
	Rounds      int           `json:"rounds"`
	Churn       float64       `json:"churn"` // clients a second that leave and come back

	AgainstFloor    bool   `json:"against_floor"`
	AgainstEmbedded bool   `json:"against_embedded"` // nodes on Redis take turns with one server on the embedded log
	JSON            string `json:"-"`                // file
	HTML            string `json:"-"`                // file
}

// pollingConnections is how many connections a polling client has: POST and GET take turns.
const pollingConnections = 1

// The generator's priorities.
const (
	realtime = "realtime"
	normal   = "normal"
)

// polling reports whether clients poll.
func (o *Options) polling() bool { return o.Transport == "polling" }

// against returns the target that the server takes turns with; "" when there is none.
func (o *Options) against() string {
	switch {
	case o.AgainstFloor:
		return "floor"
	case o.AgainstEmbedded:
		return embedded
	}
	return ""
}

// UsageError says what is wrong with the options and what to do; nothing was started.
type UsageError string

func (e UsageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return UsageError(fmt.Sprintf(format, args...)) }

// check refuses what cannot be run.
func (o *Options) check() error {
	switch {
	case len(o.URLs) > 0 && o.Key == "":
		return usagef("--key is missing: with --url, give the server's HTTP_API_KEY. It signs the clients' tokens and lets the generator publish.")
	case o.Joins > o.Channels:
		return usagef("--joins is %d, but there are %d channels. Raise --channels or lower --joins.", o.Joins, o.Channels)
	case o.Joins > 100:
		return usagef("--joins is %d; a connection may be in 100 channels at once.", o.Joins)
	case o.Redis != "" && len(o.URLs) > 0:
		return usagef("--redis starts servers, and --url names servers that run. Leave one of them out.")
	case o.Nodes > 1 && o.Redis == "":
		return usagef("--nodes is %d, but nothing joins them. Give --redis HOST:PORT, or leave out --nodes.", o.Nodes)
	case o.AgainstEmbedded && o.Redis == "":
		return usagef("--against-embedded compares servers on Redis with one on the embedded log. Give --redis HOST:PORT.")
	case o.AgainstEmbedded && o.AgainstFloor:
		return usagef("--against-embedded and --against-floor: a run compares with one of them.")
	case o.AgainstFloor && o.polling():
		return usagef("--against-floor: the floor speaks WebSocket only. Leave out --transport polling or --against-floor.")
	case o.AgainstFloor && o.Joins > 1:
		return usagef("--against-floor: a client of the floor is in one channel. Leave out --joins or --against-floor.")
	case o.against() != "" && o.Rounds < 3:
		return usagef("--rounds is %d: ratios need at least 3 rounds of server and %s in turn.", o.Rounds, o.against())
	case o.Clients < 0 || o.Channels < 1 || o.Publishers < 1 || o.Rounds < 1 || o.Processes < 1 || o.Concurrency < 1:
		return usagef("--clients must be 0 or more; --channels, --publishers, --rounds, --processes and --concurrency 1 or more.")
	case o.Rate < 0 || o.Payload < 0 || o.Duration <= 0:
		return usagef("--rate and --payload must be 0 or more, --duration more than 0.")
	}
	return nil
}
