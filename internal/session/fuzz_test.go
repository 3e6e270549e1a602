package session

import (
	"strings"
	"testing"

	"socketchat/internal/hub"
)

// steps are what FuzzSession chooses from, a byte each: what clients do, rightly or not.
var steps = []string{
	"get a", "get b", "abort a", "abort b", "post 40", "post 3", "post 1", "post 2", "post ", "post 40/ns|42/ns,[\"echo\",1]",
	"post 41", `post 42["echo",1]|420["echo",2]`, `post 42["join"]`, `post 42["flood"]`, `post 42["panic"]`, `post 42["panic later"]`,
	`post 451-["echo",{"_placeholder":true,"num":0}]`, "post bYWJj", "post x", "post+", "post-", "post- aborted",
	"probe v", "probe w", "v> 2probe", "v> 5", "v> 1", "v> 3", "v> 40", `v> 42["echo",1]`, `v> 42["join"]`, `v> 42["flood"]`,
	`v> 42["panic"]`, `v> 452-["echo",{"_placeholder":true,"num":1}]`, "v binary x", "v ping x", "v pong x", "v close 1000", "v close",
	"v violation 1009", "v gone", "v room 0", "v room 50000", "v room -1", "w> 2probe", "w> 5", "w> 6", "w> 41", "w binary y",
	"w gone", "w close 1001", "wait 50ms", "wait 110ms", "wait 10s", "wait 25s", `publish 2["e"]`, "shutdown",
	`post 42["close"]`, `v> 42["close"]`, `v> 42["put out"]`, `post 42["ask"]`, `v> 42["ask"]`, "v> 430[1]", `v> 42["binary"]`,
	`post 42["binary"]`, "v> 5x",
}

// script translates bytes. A connection that has closed says nothing any more, and one that
// has not been opened neither; a GET is aborted only where it was held.
func script(data []byte) (lines []string) {
	open := map[string]bool{}
	held := map[string]bool{}
	posting := false
	begin := "open"
	if len(data) > 0 && data[0]%2 == 1 {
		begin, open["v"] = "open v", true
	}
	lines = append(lines, begin)
	for _, b := range data[min(1, len(data)):] {
		step := steps[int(b)%len(steps)]
		word, rest, _ := strings.Cut(step, " ")
		name := strings.TrimSuffix(word, ">")
		switch {
		case word == "probe":
			if open[rest] {
				continue
			}
			open[rest] = true
		case name == "v" || name == "w":
			if !open[name] {
				continue
			}
			open[name] = rest != "gone"
		case word == "get":
			held[rest] = true
		case word == "abort":
			if !held[rest] {
				continue
			}
			held[rest] = false
		case word == "post-":
			if !posting {
				continue
			}
			posting = false
		case word == "post+":
			if posting {
				continue
			}
			posting = true
		}
		lines = append(lines, step)
	}
	return lines
}

func FuzzSession(f *testing.F) {
	f.Add([]byte{0, 4, 0, 23, 44, 0, 45, 46})
	f.Fuzz(func(t *testing.T, data []byte) {
		tight := func(_ *Config, h *hub.Config) { h.Shards, h.SlowConsumerBytes = 1, 100<<10 }
		run(t, tight, func(r *rig) {
			p := newPlayer(r)
			for _, step := range script(data[:min(len(data), 60)]) {
				p.do(step)
				p.settle()
			}
			for _, line := range p.seen() {
				if strings.Contains(line, "IS ") || strings.Contains(line, "ENDS TWICE") {
					t.Error(line)
				}
			}
			if st := r.hub.Stats(); st.Panics > uint64(strings.Count(strings.Join(script(data), " "), "panic")) {
				t.Errorf("%d panics", st.Panics)
			}
		})
	})
}
