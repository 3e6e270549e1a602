package bench

import "fmt"

// layout says which client joins which channels and which publisher publishes where. All
// processes of a run derive the same one from the same numbers.
type layout struct {
	Run        string // tag in the channels' names, so that runs do not hear each other
	Clients    int
	Channels   int
	Joins      int // channels that each client joins
	Publishers int
	Stalled    int // clients, the first ones, that stop reading once they have joined
}

// channel returns the index of the channel that a client joins as its slot-th.
func (l layout) channel(client, slot int) uint32 {
	return uint32((client + slot) % l.Channels)
}

// slot is the reverse of channel. ok is false when the client is not a member.
func (l layout) slot(client int, channel uint32) (slot int, ok bool) {
	slot = (int(channel) - client%l.Channels + l.Channels) % l.Channels
	return slot, slot < l.Joins && int(channel) < l.Channels
}

// name returns a channel's name on the server.
func (l layout) name(channel uint32) string { return fmt.Sprintf("bench-%s-%d", l.Run, channel) }

// stream is the index of what one publisher publishes to one channel: the unit of order.
func (l layout) stream(channel, publisher uint32) int {
	return int(channel)*l.Publishers + int(publisher)
}

func (l layout) streams() int { return l.Channels * l.Publishers }

// members returns how many clients that read join a channel.
func (l layout) members(channel uint32) (n int) {
	for slot := range l.Joins {
		first := (int(channel) - slot + l.Channels) % l.Channels
		if first < l.Stalled {
			first += (l.Stalled - first + l.Channels - 1) / l.Channels * l.Channels
		}
		if first < l.Clients {
			n += (l.Clients-first-1)/l.Channels + 1
		}
	}
	return n
}
