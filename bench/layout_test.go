package bench

import "testing"

func TestLayoutCountsTheMembersThatItSpreads(t *testing.T) {
	for _, l := range []layout{
		{Clients: 1, Channels: 1, Joins: 1},
		{Clients: 10, Channels: 3, Joins: 1},
		{Clients: 10, Channels: 3, Joins: 2},
		{Clients: 2, Channels: 5, Joins: 5},
		{Clients: 10, Channels: 3, Joins: 2, Stalled: 4},
		{Clients: 10, Channels: 4, Joins: 1, Stalled: 9},
	} {
		members := make([]int, l.Channels)
		for client := l.Stalled; client < l.Clients; client++ {
			for slot := range l.Joins {
				channel := l.channel(client, slot)
				members[channel]++
				if got, ok := l.slot(client, channel); !ok || got != slot {
					t.Errorf("%+v: client %d, channel %d: slot %d, %v; want %d", l, client, channel, got, ok, slot)
				}
			}
		}
		for channel, want := range members {
			if got := l.members(uint32(channel)); got != want {
				t.Errorf("%+v: channel %d has %d members, want %d", l, channel, got, want)
			}
		}
	}
}
