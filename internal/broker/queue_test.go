package broker

import (
	"testing"
	"time"
)

func TestQueueRefusesOneMoreThanItsBound(t *testing.T) {
	var q queue
	for range maxQueued {
		if !q.push(publish{}) {
			t.Fatal("refused below the bound")
		}
	}
	if q.push(publish{}) {
		t.Fatal("took one more than the bound")
	}
	q.drop(1)
	if !q.push(publish{}) {
		t.Fatal("refused although one had left")
	}
}

func TestQueueRefusesMoreThanItsBytes(t *testing.T) {
	var q queue
	big := publish{packet: make([]byte, 1<<20)}
	n := 0
	for q.push(big) {
		n++
	}
	if n != 63 {
		t.Fatalf("took %d publishes of 1 MiB, want 63", n)
	}
	if q.take(nil); q.bytes != 0 {
		t.Fatalf("%d bytes left in an empty queue", q.bytes)
	}
}

func TestQueueExpiresByDeadlineAndKeepsOrder(t *testing.T) {
	var q queue
	now := time.Now()
	for i := range 6 {
		after := time.Hour
		if i%2 == 0 {
			after = time.Duration(i+1) * time.Second
		}
		q.push(publish{channel: string(rune('a' + i)), deadline: now.Add(after)})
	}
	q.drop(1)
	if got := q.expire(now.Add(2*time.Second), nil); len(got) != 0 {
		t.Fatalf("expired %d before their deadlines", len(got))
	}
	if got := q.expire(now.Add(3*time.Second), nil); len(got) != 1 || got[0].channel != "c" {
		t.Fatalf("expired %v, want c", got)
	}
	if want := now.Add(5 * time.Second); !q.earliest.Equal(want) {
		t.Fatalf("earliest %v, want %v", q.earliest, want)
	}
	var kept string
	for _, p := range q.waiting() {
		kept += p.channel
	}
	if kept != "bdef" {
		t.Fatalf("kept %q, want bdef", kept)
	}
}
