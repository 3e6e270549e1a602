package bench

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// reserve is how many descriptors a process of the generator needs beside its clients'.
const reserve = 64

// Plan is what a run needs of the machine and what there is.
type Plan struct {
	Clients     int `json:"clients"`
	Processes   int `json:"processes"`   // for each target, 1: the generator's own
	Descriptors int `json:"descriptors"` // in the process that needs most
	Limit       int `json:"limit"`       // of descriptors for each process
	Ports       int `json:"ports"`       // from one address to one target
	PortLimit   int `json:"port_limit"`
	Targets     int `json:"targets"` // that are connected at the same time
	Server      int `json:"server"`  // clients of the server that has most
	OwnServer   bool
}

// limits are what the machine allows a process.
type limits struct {
	descriptors int
	ports       int
}

func machineLimits() (l limits) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &r); err == nil {
		l.descriptors = int(min(r.Cur, 1<<30))
	}
	l.ports = 28232 // the kernel's default
	if b, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		var low, high int
		if _, err := fmt.Sscan(string(b), &low, &high); err == nil {
			l.ports = high - low + 1
		}
	}
	return l
}

// mostClients is how many clients one process carries, unless it is told to carry more.
const mostClients = 18_000

// processes returns how many processes hold the clients of one target: the generator's own if
// it has descriptors for all, else as few as will do.
func processes(o *Options, l limits) int {
	targets := 1
	if o.against() != "" {
		targets = 2
	}
	room := min(mostClients, max(1, l.descriptors-reserve))
	if targets*(o.Clients+o.Publishers) <= room {
		return 1
	}
	return max(targets, (o.Clients+room-1)/room)
}

// newPlan works out what a run needs; loopback says that each process has a source address.
func newPlan(o *Options, l limits, loopback bool) Plan {
	p := Plan{Clients: o.Clients, Processes: o.Processes, Limit: l.descriptors, PortLimit: l.ports, Targets: 1, OwnServer: len(o.URLs) == 0}
	if o.against() != "" {
		p.Targets = 2
	}
	p.Server = o.Clients
	if o.Nodes > 1 && !o.AgainstEmbedded {
		p.Server = (o.Clients + o.Nodes - 1) / o.Nodes
	}
	share := (o.Clients + o.Processes - 1) / o.Processes
	p.Descriptors = share + reserve
	if o.Processes == 1 {
		p.Descriptors = p.Targets*(share+o.Publishers) + reserve
	}
	p.Ports = o.Clients + o.Publishers
	if loopback {
		p.Ports = share + o.Publishers
	} else {
		p.Ports = (p.Ports + len(o.URLs) - 1) / max(1, len(o.URLs))
	}
	return p
}

// refuse says why a plan cannot be carried out and what to do, or nil.
func (p Plan) refuse() error {
	if p.Descriptors > p.Limit {
		fit := (p.Targets*p.Clients + p.Limit - reserve - 1) / max(1, p.Limit-reserve)
		return usagef("%d clients need %d descriptors in one process; the limit is %d (ulimit -n). Use --processes %d, lower --clients, or raise the limit.",
			p.Clients, p.Descriptors, p.Limit, max(fit, p.Processes+1))
	}
	if server := p.Server + max(p.Limit/20, 64); p.OwnServer && server > p.Limit {
		return usagef("%d clients need %d descriptors in the server; the limit is %d (ulimit -n), of which it keeps 5 %% for other uses. Use --clients %d, raise the limit, or have several servers: --nodes with --redis, or --url.",
			p.Server, server, p.Limit, p.Limit-max(p.Limit/20, 64))
	}
	if p.Ports > p.PortLimit {
		return usagef("%d connections to one address need as many ports; there are %d (net.ipv4.ip_local_port_range). Name more servers with --url, lower --clients, or widen the range: sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\".",
			p.Ports, p.PortLimit)
	}
	return nil
}

// print says what is about to happen.
func (p Plan) print(w io.Writer, o *Options) {
	fmt.Fprintf(w, "%s\n", o.title())
	where := "a server of its own (embedded log)"
	if !p.OwnServer {
		where = strings.Join(o.URLs, " ")
	}
	if o.Redis != "" {
		where = fmt.Sprintf("%s of its own on Redis at %s", plural(o.Nodes, "server", "servers"), o.Redis)
	}
	switch o.against() {
	case "floor":
		where += ", in turn with the floor"
	case embedded:
		where += ", in turn with one on the embedded log"
	}
	fmt.Fprintf(w, "  target       %s\n", where)
	fmt.Fprintf(w, "  clients      %s in %s\n", count(p.Clients), plural(p.Processes, "process", "processes"))
	fmt.Fprintf(w, "  descriptors  %s of %s\n", count(p.Descriptors), count(p.Limit))
	fmt.Fprintf(w, "  ports        %s of %s\n", count(p.Ports), count(p.PortLimit))
	fmt.Fprintf(w, "  priority     %s\n", o.Priority)
	if o.paced() {
		fmt.Fprintf(w, "  rounds       %d of %s for each target\n", o.Rounds, short(o.Duration))
	}
	fmt.Fprintln(w)
}

// short is a duration without the zeros at its end.
func short(d time.Duration) string {
	s := d.String()
	if whole, ok := strings.CutSuffix(s, "m0s"); ok {
		s = whole + "m"
	}
	if whole, ok := strings.CutSuffix(s, "h0m"); ok {
		s = whole + "h"
	}
	return s
}
