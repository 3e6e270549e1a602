package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// built is the program, with the server that the runs start for themselves.
var built = sync.OnceValues(func() (string, error) {
	wasBuilt.Store(true)
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "socketchat")
	out, err := exec.Command("go", "build", "-o", name, "socketchat/cmd/socketchat").CombinedOutput() //nolint:noctx // the test's own limit ends it
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return name, nil
})

// wasBuilt says that there is something to remove.
var wasBuilt atomic.Bool

// runBench runs a scenario against a server of its own and returns the report and what was printed.
func runBench(t *testing.T, o Options) (*Report, string) {
	t.Helper()
	executable, err := built()
	if err != nil {
		t.Fatal(err)
	}
	o.Executable = executable
	var out strings.Builder
	r, err := Run(t.Context(), o, &out, false)
	if err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return r, out.String()
}

// small is a run that takes about a second.
func small(scenario string) Options {
	return Options{
		Scenario: scenario, Clients: 50, Publishers: 2, Rate: 100, Payload: 128,
		Duration: 300 * time.Millisecond, Warmup: 50 * time.Millisecond, Rounds: 1,
	}
}

func TestEveryDeliveryIsCounted(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Options)
		each   int64 // deliveries of a publish
	}{
		{"fanout", func(*Options) {}, 50},
		{"several channels a client", func(o *Options) { o.Channels, o.Joins = 5, 2 }, 20},
		{"polling", func(o *Options) { o.Transport = "polling" }, 50},
		{"processes", func(o *Options) { o.Processes = 3 }, 50},
		{"stalled", func(o *Options) { o.Stalled = 1 }, 49},
		{"one-to-one", func(o *Options) { o.Scenario = "one-to-one" }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := small("fanout")
			tt.change(&o)
			r, out := runBench(t, o)
			if !r.OK() || len(r.Rounds) != 1 {
				t.Fatalf("not as promised:\n%s", out)
			}
			round := r.Rounds[0]
			if round.Publish.Accepted == 0 || round.Deliveries != round.Publish.Accepted*tt.each || round.Latency.Count != round.Deliveries {
				t.Errorf("%d deliveries (%d timed) of %d publishes, want %d of each", round.Deliveries, round.Latency.Count, round.Publish.Accepted, tt.each)
			}
		})
	}
}

func TestPublishesToNobodyAreAnswered(t *testing.T) {
	t.Parallel()
	r, out := runBench(t, small("publish"))
	if !r.OK() || r.Rounds[0].Publish.Accepted == 0 || r.Rounds[0].Deliveries != 0 {
		t.Errorf("%s", out)
	}
}

func TestServerAndFloorTakeTurns(t *testing.T) {
	t.Parallel()
	o := small("fanout")
	o.AgainstFloor, o.Rounds, o.Rate = true, 3, 0
	dir := t.TempDir()
	o.JSON, o.HTML = filepath.Join(dir, "a.json"), filepath.Join(dir, "a.html")
	r, out := runBench(t, o)
	var order []string
	for i := range r.Rounds {
		order = append(order, r.Rounds[i].Target)
		if r.Rounds[i].Deliveries == 0 || r.Rounds[i].Deliveries != r.Rounds[i].Publish.Accepted*50 {
			t.Errorf("round %d: %d deliveries of %d publishes", i, r.Rounds[i].Deliveries, r.Rounds[i].Publish.Accepted)
		}
	}
	if got := strings.Join(order, " "); !r.OK() || got != "server floor server floor server floor" {
		t.Errorf("%s\n%s", got, out)
	}
	b, err := os.ReadFile(o.JSON)
	var again Report
	if err != nil || json.Unmarshal(b, &again) != nil || again.Rounds[0].Histogram.TotalCount() != r.Rounds[0].Deliveries {
		t.Errorf("the JSON does not hold the rounds: %v", err)
	}
	page, err := os.ReadFile(o.HTML)
	if err != nil || strings.Count(string(page), "<svg") != 3 || strings.Contains(string(page), "http://") {
		t.Errorf("%v: the page has %d plots, want 3 and nothing from elsewhere", err, strings.Count(string(page), "<svg"))
	}
}

func TestConnectLooksAtAllClients(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"websocket", "polling"} {
		r, out := runBench(t, Options{Scenario: "connect", Clients: 200, Transport: transport, Rounds: 1})
		if c := r.Connects[0]; !r.OK() || c.Figures.Clients != 200 || c.Figures.Took.TotalCount() != 200 || c.CPU == 0 || c.RSS == 0 {
			t.Errorf("%+v\n%s", c, out)
		}
	}
}

func TestChurnLeavesNobodyBehind(t *testing.T) {
	t.Parallel()
	r, out := runBench(t, Options{Scenario: "churn", Clients: 200, Rounds: 3, Settle: 100 * time.Millisecond})
	if len(r.Churn) != 4 || !r.OK() || r.Churn[3].FDs != r.Churn[0].FDs {
		t.Errorf("%+v\n%s", r.Churn, out)
	}
}

func TestSoakCountsClientsThatComeAndGo(t *testing.T) {
	for _, transport := range []string{"websocket", "polling"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			o := small("soak")
			o.Churn, o.Duration, o.Channels, o.Transport = 200, 2*time.Second, 5, transport
			r, out := runBench(t, o)
			if len(r.Soak) == 0 || !r.OK() || len(r.Notes) > 0 || r.Rounds[0].Deliveries == 0 {
				t.Errorf("%s", out)
			}
		})
	}
}

func TestInterruptedRunReportsWhatThereIs(t *testing.T) {
	t.Parallel()
	executable, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o := small("fanout")
	o.Executable, o.Rounds, o.Duration = executable, 1, time.Hour
	out := &watched{seen: make(chan struct{})}
	go func() { // ends when the run does
		<-out.seen
		time.AfterFunc(2*time.Second, cancel) // in the middle of the round, or before it: both must do
	}()
	r, err := Run(ctx, o, out, false)
	if err != nil || !r.Interrupted || r.Faults.Any() {
		t.Errorf("%+v, %v\n%s", r, err, out)
	}
}

// watched tells when something has been printed.
type watched struct {
	strings.Builder
	once sync.Once
	seen chan struct{}
}

func (w *watched) Write(b []byte) (int, error) {
	w.once.Do(func() { close(w.seen) })
	return w.Builder.Write(b)
}
