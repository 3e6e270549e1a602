package hub

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestMembersOnOtherNodesAreInTheTotal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 2, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		r.hub.AddOthers("c", 5) // before anyone here is in it
		a, b := r.client(0), r.client(1)
		a.join("c")
		time.Sleep(2 * time.Second)
		b.join("c")
		time.Sleep(2 * time.Second)
		r.hub.AddOthers("c", 3)
		time.Sleep(2 * time.Second)
		r.hub.AddOthers("c", -8)
		r.hub.AddOthers("elsewhere", 4)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := a.totals(t); !slices.Equal(got, []int{6, 7, 10, 2}) {
			t.Errorf("the first was told %v", got)
		}
		if got := b.totals(t); !slices.Equal(got, []int{7, 10, 2}) {
			t.Errorf("the second was told %v", got)
		}
		if c, e := r.hub.Total("c"), r.hub.Total("elsewhere"); c != 2 || e != 4 {
			t.Errorf("totals %d and %d", c, e)
		}
		if m := r.hub.Members("c"); m != 2 {
			t.Errorf("%d members here", m)
		}
	})
}

func TestOthersOfAChannelThatEmptiesHereAreKept(t *testing.T) {
	r := newRig(t, 1, everySecond)
	c := r.joined("c")
	r.hub.AddOthers("c", 2)
	c.leave("c")
	r.settle()
	if n := r.hub.Total("c"); n != 2 {
		t.Fatalf("%d", n)
	}
	r.hub.AddOthers("c", -2)
	for i := range r.hub.directory.stripes {
		if n := len(r.hub.directory.stripes[i].others); n != 0 {
			t.Errorf("%d channels are left in stripe %d", n, i)
		}
	}
}

func TestOthersMayChangeInAnyOrder(t *testing.T) {
	r := newRig(t, 1, nil)
	r.joined("c")
	var wg sync.WaitGroup
	for _, n := range []int64{-7, 4, 9, -1} {
		wg.Go(func() { r.hub.AddOthers("c", n) })
	}
	wg.Wait()
	if n := r.hub.Total("c"); n != 1+5 {
		t.Errorf("%d", n)
	}
}

func TestJoinsAndLeavesAreTold(t *testing.T) {
	var told []string
	r := newRig(t, 1, func(c *Config) { c.Changed = func(channel string) { told = append(told, channel) } })
	c := r.joined("c")
	c.join("c") // no change
	c.join("d")
	c.do(c.outlet.Close)
	r.settle()
	slices.Sort(told)
	if !slices.Equal(told, []string{"c", "c", "d", "d"}) {
		t.Errorf("told %v", told)
	}
	var all []string
	r.joined("x")
	r.joined("y")
	r.hub.EachChannel(func(name string) { all = append(all, name) })
	slices.Sort(all)
	if !slices.Equal(all, []string{"x", "y"}) {
		t.Errorf("channels %v", all)
	}
}
