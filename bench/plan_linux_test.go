package bench

import (
	"strings"
	"testing"
	"time"
)

func planOf(o Options, descriptors, ports int, loopback bool) Plan {
	o.defaults()
	l := limits{descriptors, ports}
	if o.Processes == 0 {
		o.Processes = processes(&o, l)
	}
	return newPlan(&o, l, loopback)
}

func TestPlanRefusesWhatTheMachineHasNoRoomFor(t *testing.T) {
	away := []string{"http://10.0.0.7:3000"}
	for _, tt := range []struct {
		name     string
		plan     Plan
		sentence string
	}{
		{"descriptors", planOf(Options{Clients: 5000, Processes: 1, URLs: away}, 1024, 28000, false), "5000 clients need 5080 descriptors in one process; the limit is 1024 (ulimit -n). Use --processes 6"},
		{"server", planOf(Options{Clients: 19500}, 20000, 28000, true), "19500 clients need 20500 descriptors in the server; the limit is 20000 (ulimit -n), of which it keeps 5 % for other uses. Use --clients 19000"},
		{"ports", planOf(Options{Clients: 30000, URLs: away}, 50000, 28000, false), "30016 connections to one address need as many ports; there are 28000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.plan.refuse()
			if err == nil || !strings.Contains(err.Error(), tt.sentence) {
				t.Errorf("%+v: %v; want %q", tt.plan, err, tt.sentence)
			}
		})
	}
}

func TestPlanFindsRoom(t *testing.T) {
	away := []string{"http://10.0.0.7:3000", "http://10.0.0.8:3000"}
	for _, tt := range []struct {
		name      string
		plan      Plan
		processes int
	}{
		{"small", planOf(Options{}, 20000, 28000, true), 1},
		{"floor beside it", planOf(Options{Clients: 10000, AgainstFloor: true}, 20000, 28000, true), 2},
		{"18,000 a process", planOf(Options{Clients: 18000, URLs: away}, 20000, 28000, false), 1},
		{"several servers share the ports", planOf(Options{Clients: 50000, URLs: away}, 100000, 28000, false), 3},
		{"nodes share the clients", planOf(Options{Clients: 100000, Redis: "127.0.0.1:6379", Nodes: 6}, 20000, 28000, true), 6},
		{"loopback has addresses", planOf(Options{Clients: 100000, URLs: away}, 20000, 28000, true), 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.plan.refuse(); err != nil || tt.plan.Processes != tt.processes {
				t.Errorf("%d processes, want %d; %v", tt.plan.Processes, tt.processes, err)
			}
		})
	}
}

func TestOptionsThatContradictEachOtherAreRefused(t *testing.T) {
	for sentence, o := range map[string]Options{
		"--key is missing":              {URLs: []string{"http://a"}},
		"--joins is 3":                  {Joins: 3, Channels: 2},
		"the floor speaks WebSocket":    {AgainstFloor: true, Transport: "polling"},
		"ratios need at least 3 rounds": {AgainstFloor: true, Rounds: 2},
		"nothing joins them":            {Nodes: 2},
		"Leave one of them out":         {Redis: "a:1", URLs: []string{"http://a"}, Key: "k"},
		"Give --redis HOST:PORT.":       {AgainstEmbedded: true},
		"with one of them":              {AgainstEmbedded: true, AgainstFloor: true, Redis: "a:1"},
		"--clients must be":             {Clients: -1},
		"--rate and --payload":          {Rate: -1},
	} {
		o.defaults()
		o.Processes = 1
		if err := o.check(); err == nil || !strings.Contains(err.Error(), sentence) {
			t.Errorf("%v; want %q", err, sentence)
		}
	}
}

func TestDurationsAreShownWithoutZerosAtTheirEnd(t *testing.T) {
	for want, d := range map[string]time.Duration{"10s": 10 * time.Second, "3s": 3 * time.Second, "10m": 10 * time.Minute, "8h": 8 * time.Hour, "1m30s": 90 * time.Second} {
		if got := short(d); got != want {
			t.Errorf("%v is shown as %q, want %q", d, got, want)
		}
	}
}
