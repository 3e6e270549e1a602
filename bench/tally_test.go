package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func everybody(int) bool { return true }

// received counts sequence numbers of one stream for one client.
func received(seqs ...uint32) *tally {
	t := newTally(layout{Clients: 1, Channels: 1, Joins: 1, Publishers: 1}, 0, 1)
	for _, seq := range seqs {
		t.receive(0, message{seq: seq})
	}
	return t
}

func TestTallyTellsFaultsApart(t *testing.T) {
	for _, tt := range []struct {
		name string
		seqs []uint32
		sent uint32
		want Faults
	}{
		{"nothing", nil, 0, Faults{}},
		{"in order", []uint32{1, 2, 3}, 3, Faults{}},
		{"first lost", []uint32{2, 3}, 3, Faults{Lost: 1}},
		{"middle lost", []uint32{1, 4}, 4, Faults{Lost: 2}},
		{"last lost", []uint32{1}, 3, Faults{Lost: 2}},
		{"all lost", nil, 3, Faults{Lost: 3}},
		{"doubled", []uint32{1, 1, 2}, 2, Faults{Doubled: 1}},
		{"doubled later", []uint32{1, 2, 1}, 2, Faults{Doubled: 1}},
		{"reordered", []uint32{2, 1, 3}, 3, Faults{Reordered: 1}},
		{"reordered and doubled", []uint32{2, 1, 1}, 2, Faults{Reordered: 1, Doubled: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := received(tt.seqs...).settle([]uint32{tt.sent}, nil, everybody)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatMayNotHaveBeenAppendedMayBeMissing(t *testing.T) {
	uncertain := map[uint64]bool{broadcast(0, 2): true, broadcast(0, 4): true}
	if f := received(1, 3).settle([]uint32{4}, uncertain, everybody); f.Any() {
		t.Error(f)
	}
	if f := received(1, 2, 3, 4).settle([]uint32{4}, uncertain, everybody); f.Any() {
		t.Errorf("and it may have come: %v", f)
	}
}

func TestDeliveryToAChannelThatWasNotJoinedIsStray(t *testing.T) {
	tally := newTally(layout{Clients: 2, Channels: 2, Joins: 1, Publishers: 1}, 0, 2)
	tally.receive(0, message{channel: 1, seq: 1})
	tally.receive(1, message{channel: 7, seq: 1})
	tally.receive(1, message{channel: 1, publisher: 9, seq: 1})
	if got := tally.settle([]uint32{0, 0}, nil, everybody); got != (Faults{Stray: 3}) {
		t.Error(got)
	}
}

func TestEachClientAndChannelIsCountedByItself(t *testing.T) {
	l := layout{Clients: 4, Channels: 2, Joins: 2, Publishers: 3}
	tally := newTally(l, 2, 2) // clients 2 and 3
	for channel := range uint32(2) {
		for publisher := range uint32(3) {
			tally.receive(0, message{channel, publisher, 1, 0})
		}
	}
	sent := []uint32{1, 1, 1, 1, 1, 1}
	if got := tally.settle(sent, nil, everybody); got != (Faults{Lost: 6}) {
		t.Errorf("client 3 got none of 6: %v", got)
	}
}

func TestClientThatJoinsLateIsOwedWhatFollows(t *testing.T) {
	tally := received(1, 2)
	tally.restart(0, nil)
	tally.receive(0, message{seq: 7})
	tally.receive(0, message{seq: 9})
	if got := tally.settle([]uint32{9}, nil, everybody); got != (Faults{Lost: 1}) {
		t.Error(got)
	}
	tally.restart(0, []uint32{9})
	if got := tally.settle([]uint32{10}, nil, everybody); got != (Faults{Lost: 2}) {
		t.Errorf("what it had lost stays lost, and the tenth is owed: %v", got)
	}
}
