package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAJoinIsAnsweredBeforeTheFirstBroadcast(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		r.publish("c", `2["before"]`)
		c.send(`427["join","` + r.token("c") + `"]`)
		r.publish("c", `2["e",1]`) // maybe before the shard has looked at the join, which is as good
		got := c.read()
		if want := `437[{"status":"ok","channel":"c"}]`; !strings.HasPrefix(got, want) || strings.Contains(got, "before") {
			t.Errorf("got %s", got)
		}
		r.publish("c", `2["e",2]`)
		r.publish("d", `2["e",3]`)
		if got := c.read(); got != `42["e",2]` {
			t.Errorf("got %s", got)
		}
		if n := r.hub.Members("c"); n != 1 {
			t.Errorf("%d members", n)
		}
	})
}

func TestAJoinWithoutAnAckIsSilent(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		if got := c.ask(`42["join","` + r.token("c") + `"]`); got != "" || r.hub.Members("c") != 1 {
			t.Errorf("got %s, %d members", got, r.hub.Members("c"))
		}
		want := `42["join_error",{"status":"error","code":"invalid_token","message":"…"}]`
		if got := brief(c.ask(`42["join","x"]`)); got != want {
			t.Errorf("got %s", got)
		}
	})
}

func TestJoiningAJoinedChannelIsOK(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		for i := range 3 {
			want := fmt.Sprintf(`43%d[{"status":"ok","channel":"a \"b\""}]`, i)
			if got := c.ask(fmt.Sprintf(`42%d["join","%s"]`, i, r.token(`a "b"`))); got != want {
				t.Errorf("got %s", got)
			}
		}
		r.publish(`a "b"`, `2["e"]`)
		if got := c.read(); got != `42["e"]` || r.hub.Members(`a "b"`) != 1 {
			t.Errorf("got %s with %d members", got, r.hub.Members(`a "b"`))
		}
		if len(r.joined) != 1 || r.chat.Stats()["ok"] != 3 {
			t.Errorf("the observer was told of %q, %v", r.joined, r.chat.Stats())
		}
	})
}

func TestWhatIsWrongWithAToken(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		quote := func(token string) string { return `"` + token + `"` }
		for _, tt := range []struct{ name, args, code string }{
			{"nothing", ``, "invalid_token"},
			{"null", `null`, "invalid_token"},
			{"a number", `1`, "invalid_token"},
			{"an object", `{"token":"x"}`, "invalid_token"},
			{"an array", `["x"]`, "invalid_token"},
			{"empty", `""`, "invalid_token"},
			{"not base64", `"é!\u0000"`, "invalid_token"},
			{"half of one", quote(r.token("c")[:60]), "invalid_token"},
			{"another key's", quote(r.token("c")[:20] + "AAAA" + r.token("c")[24:]), "invalid_token"},
			{"over the limit", quote(strings.Repeat("x", 9000)), "invalid_token"},
			{"expired", quote(r.keys.Sign("c", time.Now().Unix()-1, nil)), "expired_token"},
			{"expires now", quote(r.keys.Sign("c", time.Now().Unix(), nil)), "expired_token"},
			{"no channel", quote(r.token("")), "invalid_channel"},
			{"a long channel", quote(r.token(strings.Repeat("x", 201))), "invalid_channel"},
			{"a control character", quote(r.token("a\nb")), "invalid_channel"},
		} {
			args := `"join"`
			if tt.args != "" {
				args += "," + tt.args
			}
			want := `430[{"status":"error","code":"` + tt.code + `","message":"…"}]`
			if got := brief(c.ask("420[" + args + "]")); got != want {
				t.Errorf("%s: got %s", tt.name, got)
			}
		}
		if st := r.hub.Stats(); st.Subscriptions != 0 || len(r.joined) != 0 {
			t.Errorf("%d subscriptions, %q", st.Subscriptions, r.joined)
		}
		if st := r.chat.Stats(); st["invalid_token"] != 10 || st["expired_token"] != 2 || st["invalid_channel"] != 3 {
			t.Errorf("Stats() = %v", st)
		}
	})
}

func TestAConnectionIsInAHundredChannelsAtMost(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		join := func(i int) string {
			return brief(c.ask(fmt.Sprintf(`420["join","%s"]`, r.token(fmt.Sprint(i)))))
		}
		for i := range maxChannels {
			if got := join(i); !strings.Contains(got, `"ok"`) {
				t.Fatalf("join %d: %s", i, got)
			}
		}
		if got := join(100); got != `430[{"status":"error","code":"too_many_channels","message":"…"}]` {
			t.Errorf("one more: %s", got)
		}
		if got := join(50); !strings.Contains(got, `"ok"`) {
			t.Errorf("a joined one: %s", got)
		}
		c.ask(`42["leave","7"]`)
		if got := join(100); !strings.Contains(got, `"ok"`) {
			t.Errorf("after a leave: %s", got)
		}
		if st := r.chat.Stats(); st["too_many_channels"] != 1 || st["ok"] != 102 {
			t.Errorf("Stats() = %v", st)
		}
	})
}

func TestEveryResultHasACounter(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		c.send(`42["join"]`)
		c.send(`42["join","` + r.keys.Sign("c", 5, nil) + `"]`)
		c.send(`42["join","` + r.token("") + `"]`)
		for i := range maxChannels + 1 {
			c.send(`42["join","` + r.token(fmt.Sprint(i)) + `"]`)
		}
		c.read()
		st := r.chat.Stats()
		if len(st) != int(resultCount) {
			t.Errorf("%d results of %d have a name of their own", len(st), resultCount)
		}
		for name, n := range st {
			if n == 0 || name == "" {
				t.Errorf("%q was never counted", name)
			}
		}
	})
}
