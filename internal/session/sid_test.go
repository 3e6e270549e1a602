package session

import (
	"regexp"
	"strings"
	"testing"

	"socketchat/internal/hub"
)

func TestASIDComesBackFromItsText(t *testing.T) {
	for _, tag := range []string{"", "node-7"} {
		s := newSID()
		text := s.text(tag)
		if got, ok := parseSID([]byte(text), tag); !ok || got != s {
			t.Errorf("tag %q: %q does not come back", tag, text)
		}
		for _, bad := range []string{
			"", text[1:], text + "A", text[:len(text)-1] + "!", text + "=", "x" + text, strings.Repeat("A", 5000),
			text[:len(text)-1] + "B", // bits that no id has
			"node-8-" + text[len(text)-sidText:], "node-7" + text[len(text)-sidText:], tag + "-",
		} {
			if _, ok := parseSID([]byte(bad), tag); ok {
				t.Errorf("tag %q: %q is taken", tag, bad)
			}
		}
	}
}

func TestTheNodesTagStandsBeforeTheID(t *testing.T) {
	run(t, func(c *Config, _ *hub.Config) { c.NodeTag = "eu1" }, func(r *rig) {
		p := newPlayer(r)
		p.play("\topen") // finds its session by what the open packet says
		sid := p.session.sid.text("eu1")
		if !strings.HasPrefix(sid, "eu1-") || r.table.Find([]byte(sid[4:])) != nil {
			t.Errorf("the id has %d bytes; without its tag it is found as well", len(sid))
		}
	})
}

func TestAPublicIDIsTwoNumbers(t *testing.T) {
	pattern := regexp.MustCompile(`^[0-9]{1,19}\.[0-9]{1,19}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := newPublicID().String()
		if !pattern.MatchString(id) || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
	if got := (publicID{0, 1<<63 - 1}).String(); got != "0.9223372036854775807" {
		t.Errorf("the bounds are written %q", got)
	}
}
