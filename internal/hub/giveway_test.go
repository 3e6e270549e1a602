package hub

import "testing"

func TestAWideRoundGivesWayWhileTheLogAwaitsAnAnswer(t *testing.T) {
	const members = 3*turnWrites + 1
	for _, tt := range []struct {
		name    string
		awaited bool
		yields  int
	}{
		{"awaited", true, 3},
		{"not awaited", false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := crowd(t, members)
			r.hub.shards[0].stats.writes.Store(0)
			yields := 0
			r.hub.yield = func() { yields++ }
			r.window.Await(tt.awaited)
			r.publish("c", "x")
			r.settle()
			if writes := r.hub.Stats().Writes; writes != members || yields != tt.yields {
				t.Errorf("gave way %d times in %d writes", yields, writes)
			}
		})
	}
}

func TestALoneDeliveryDoesNotGiveWay(t *testing.T) {
	r := crowd(t, 1)
	r.hub.shards[0].stats.writes.Store(0)
	r.hub.yield = func() { t.Error("it gave way") }
	r.window.Await(true)
	r.publish("c", "x")
	r.settle()
}
