package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"socketchat/internal/later"
	"socketchat/protocol/http1"
)

// log is a Publisher that takes everything, or fails with err, and remembers the last call.
type log struct {
	calls    int
	channel  string
	packet   []byte
	deadline time.Time
	err      error
}

func (l *log) Publish(channel string, packet []byte, deadline time.Time, _ later.Queue, done func(string, error)) {
	l.calls++
	l.channel, l.packet, l.deadline = channel, packet, deadline
	if l.err != nil {
		done("", l.err)
		return
	}
	done(`17-0"`, nil)
}

// publish returns the one answer.
func publish(t testing.TB, a *API, body []byte, received time.Time) (res http1.Response) {
	t.Helper()
	answers := 0
	a.Publish(body, received, nil, func(r http1.Response) {
		answers++
		res = r
	})
	if answers != 1 {
		t.Fatalf("%d answers", answers)
	}
	return res
}

func TestPublishSendsTheBytesThatCame(t *testing.T) {
	for _, tt := range []struct{ name, body, channel, packet string }{
		{"plain", `{"channel":"orders.42","event":"paid","data":{"id":7}}`, "orders.42", `2["paid",{"id":7}]`},
		{"no data", `{"channel":"a","event":"e"}`, "a", `2["e",null]`},
		{"null data", `{"channel":"a","event":"e","data":null}`, "a", `2["e",null]`},
		{"data as it was written", "{\"data\": { \"a\" : 1.0e0,\n\"b\":\"\\u00e9\\/\" } , \"event\":\"e\",\"channel\":\"a\"}", "a", "2[\"e\",{ \"a\" : 1.0e0,\n\"b\":\"\\u00e9\\/\" }]"},
		{"scalar data", `{"channel":"a","event":"e","data": 1e400 }`, "a", `2["e",1e400]`},
		{"the last of duplicates", `{"channel":"a","event":"e","data":1,"channel":"b","data":2,"event":"f"}`, "b", `2["f",2]`},
		{"escaped member names", `{"ch\u0061nnel":"a","\u0065vent":"e"}`, "a", `2["e",null]`},
		{"unknown members", `{"channel":"a","event":"e","except":"x","Channel":"b"}`, "a", `2["e",null]`},
		{"escapes in names", `{"channel":"\ud83d\ude00","event":"p\u0061id\n"}`, "😀", `2["p\u0061id\n",null]`},
		{"longest names", `{"channel":"` + strings.Repeat("c", 200) + `","event":"` + strings.Repeat("é", 100) + `"}`, strings.Repeat("c", 200), `2["` + strings.Repeat("é", 100) + `",null]`},
		{"not quite reserved", `{"channel":"a","event":"Connect"}`, "a", `2["Connect",null]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, body, received := new(log), []byte(tt.body), time.Unix(1700000000, 0)
			a := newAPI(t, l)
			res := publish(t, a, body, received)
			clear(body) // the packet must be a copy
			want := fmt.Sprintf(`{"status":"ok","cursor":"17-0\"","subscribers":%d}`, len(tt.channel))
			if res.Status != 200 || string(res.Body) != want {
				t.Fatalf("answered %d %s", res.Status, res.Body)
			}
			if l.calls != 1 || l.channel != tt.channel || string(l.packet) != tt.packet {
				t.Errorf("%d calls, %q %s", l.calls, l.channel, l.packet)
			}
			if len(l.packet) != cap(l.packet) {
				t.Errorf("the packet has %d bytes of %d", len(l.packet), cap(l.packet))
			}
			if got := l.deadline.Sub(received); got != 2*time.Second {
				t.Errorf("deadline after %v", got)
			}
			if got := a.Stats()[published]; got != (Result{"ok", 1}) {
				t.Errorf("Stats: %+v", got)
			}
		})
	}
}

func TestPublishRefusesWithACodeAndASentence(t *testing.T) {
	for _, tt := range []struct{ name, body, code, message string }{
		{"empty", ``, "invalid_json", `The body is empty. Send {"channel":"…","event":"…","data":…}.`},
		{"a form", `channel=a&event=b`, "invalid_json", `The body was refused: invalid JSON at byte 0: a value was expected.`},
		{"a comma too many", `{"channel":"a",}`, "invalid_json", `The body was refused: invalid JSON at byte 15: a member's name in double quotes was expected.`},
		{"not UTF-8", "{\"channel\":\"a\",\"event\":\"e\",\"data\":\"\xff\"}", "invalid_json", `The body was refused: invalid UTF-8 at byte 35: strings must be UTF-8.`},
		{"too deep", `{"data":` + strings.Repeat("[", 128) + strings.Repeat("]", 128) + `}`, "invalid_json", `The body was refused: nested too deeply at byte 135: at most 128 levels are allowed.`},
		{"an array", `[]`, "invalid_json", `The body is JSON, but not an object. Send {"channel":"…","event":"…","data":…}.`},
		{"null", ` null`, "invalid_json", `The body is JSON, but not an object. Send {"channel":"…","event":"…","data":…}.`},
		{"no channel", `{"event":"e"}`, "invalid_channel", `channel is missing. Name the channel to publish to.`},
		{"a number as channel", `{"channel":1,"event":"e"}`, "invalid_channel", `channel is not a string. Name one channel, in double quotes.`},
		{"a list as channel", `{"channel":["a"],"event":"e"}`, "invalid_channel", `channel is not a string. Name one channel, in double quotes.`},
		{"empty channel", `{"channel":"","event":"e"}`, "invalid_channel", `channel is empty. Name one, for example "orders.42".`},
		{"control character", `{"channel":"a\u0000","event":"e"}`, "invalid_channel", `channel holds the control character U+0000. Use printable characters.`},
		{"long channel", `{"channel":"` + strings.Repeat("x", 201) + `","event":"e"}`, "invalid_channel", `channel has 201 bytes; the limit is 200. Use a shorter name, for example a hash of it.`},
		{"last channel is bad", `{"channel":"a","event":"e","channel":null}`, "invalid_channel", `channel is not a string. Name one channel, in double quotes.`},
		{"no event", `{"channel":"a"}`, "invalid_event", `event is missing. Name the event that clients listen for.`},
		{"a number as event", `{"channel":"a","event":7}`, "invalid_event", `event is not a string. Name the event that clients listen for, in double quotes.`},
		{"empty event", `{"channel":"a","event":""}`, "invalid_event", `event is empty. Name the event that clients listen for.`},
		{"long event", `{"channel":"a","event":"` + strings.Repeat("x", 1201) + `"}`, "invalid_event", `event has 1,201 bytes; the limit is 200. Use a shorter name and put the rest into data.`},
		{"reserved event", `{"channel":"a","event":"disconnect"}`, "invalid_event", `"disconnect" is a reserved Socket.IO event: clients would throw. Use another name, for example "user-disconnect".`},
		{"reserved event in escapes", `{"channel":"a","event":"\u0063onnect"}`, "invalid_event", `"connect" is a reserved Socket.IO event: clients would throw. Use another name, for example "user-connect".`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := new(log)
			res := publish(t, newAPI(t, l), []byte(tt.body), time.Now())
			got, want := bodyOf(t, res), answer{Status: "error", Code: tt.code, Message: tt.message}
			if res.Status != 400 || got != want || l.calls != 0 || res.Headers != nil {
				t.Errorf("%d calls, %d %+v\nwant %+v", l.calls, res.Status, got, want)
			}
		})
	}
}

// failure is a Failure as a broker would return it.
type failure struct {
	code  string
	after time.Duration
}

func (f failure) Error() string             { return "Redis did not take the event. Retry-After: 2." }
func (f failure) Code() string              { return f.code }
func (f failure) RetryAfter() time.Duration { return f.after }

func TestPublishPassesOnWhyTheLogFailed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		err     error
		code    string
		headers string
		message string
	}{
		{"away", failure{"broker_unavailable", 2 * time.Second}, "broker_unavailable", "Retry-After: 2\r\n", "Redis did not take the event. Retry-After: 2."},
		{"unknown", failure{"outcome_unknown", 1500 * time.Millisecond}, "outcome_unknown", "Retry-After: 2\r\n", "Redis did not take the event. Retry-After: 2."},
		{"overloaded", failure{"overloaded", 0}, "overloaded", "Retry-After: 1\r\n", "Redis did not take the event. Retry-After: 2."},
		{"wrapped", fmt.Errorf("publish: %w", failure{"overloaded", time.Second}), "overloaded", "Retry-After: 1\r\n", "Redis did not take the event. Retry-After: 2."},
		{"a code of no failure", failure{"ok", time.Second}, "outcome_unknown", "Retry-After: 1\r\n", "Redis did not take the event. Retry-After: 2."},
		{"any other error", errors.New("secret"), "outcome_unknown", "Retry-After: 1\r\n", "It is not known whether the event was appended; if a second copy does no harm, send it again. Retry-After: 1."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newAPI(t, &log{err: tt.err})
			res := publish(t, a, []byte(`{"channel":"a","event":"e"}`), time.Now())
			got, want := bodyOf(t, res), answer{Status: "error", Code: tt.code, Message: tt.message}
			if res.Status != 503 || got != want || string(res.Headers) != tt.headers {
				t.Errorf("%d %+v %q", res.Status, got, res.Headers)
			}
			for _, r := range a.Stats() {
				if (r.Code == tt.code) != (r.Count == 1) {
					t.Errorf("Stats: %+v", r)
				}
			}
		})
	}
}

func TestPublishAllocatesForChannelNameKeysPacketAndAnswer(t *testing.T) {
	a := newAPI(t, new(log))
	body, received := []byte(`{"channel":"orders.42","event":"paid","data":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+`}`), time.Now()
	const most = 8 // three member names, channel, event, packet, done, the answer's body
	if n := testing.AllocsPerRun(100, func() { a.Publish(body, received, nil, func(http1.Response) {}) }); n > most {
		t.Errorf("%v allocations, at most %d", n, most)
	}
}

// FuzzPublishBody holds what is published against encoding/json.
func FuzzPublishBody(f *testing.F) {
	l := new(log)
	a := newAPI(f, l)
	f.Fuzz(func(t *testing.T, b []byte) {
		l.calls = 0
		body := bytes.Clone(b)
		res := publish(t, a, body, time.Unix(0, 0))
		if !bytes.Equal(b, body) {
			t.Fatal("the body was changed")
		}
		got := bodyOf(t, res)
		if res.Status != 200 {
			if res.Status != 400 || l.calls != 0 || got.Status != "error" || got.Message == "" {
				t.Fatalf("%d calls, %d %+v", l.calls, res.Status, got)
			}
			return
		}
		var want map[string]json.RawMessage
		var channel, event, sent string
		var packet []json.RawMessage
		if json.Unmarshal(b, &want) != nil || json.Unmarshal(want["channel"], &channel) != nil || json.Unmarshal(want["event"], &event) != nil {
			t.Fatalf("accepted %q", b)
		}
		if l.calls != 1 || l.packet[0] != '2' || json.Unmarshal(l.packet[1:], &packet) != nil || len(packet) != 2 || json.Unmarshal(packet[0], &sent) != nil {
			t.Fatalf("packet %q", l.packet)
		}
		data := want["data"]
		if data == nil {
			data = null
		}
		if l.channel != channel || sent != event || !bytes.Equal(packet[1], data) {
			t.Fatalf("%q %q became %q %q", channel, b, l.channel, l.packet)
		}
	})
}

func BenchmarkPublish(b *testing.B) {
	a := newAPI(b, new(log))
	body, received := []byte(`{"channel":"orders.42","event":"paid","data":{"id":7,"total":"12.50","lines":[1,2,3]}}`), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		a.Publish(body, received, nil, func(http1.Response) {})
	}
}
