package broker

import (
	"slices"
	"testing"
)

func TestFinderAsksThoseWhoAnsweredFirst(t *testing.T) {
	f, c := &finder{}, &RedisConfig{Cluster: true, Addrs: []string{"a:1", "b:1"}}
	f.remember("b:1", []string{"a:1", "b:1", "c:1"})
	if got := f.candidates(c); !slices.Equal(got, []string{"b:1", "a:1", "c:1"}) {
		t.Errorf("%v", got)
	}
	f.demote("b:1")
	if got := f.candidates(c); !slices.Equal(got, []string{"a:1", "c:1", "b:1"}) {
		t.Errorf("%v", got)
	}
	f.remember("c:1", []string{"c:1"}) // the others have left
	if got := f.candidates(c); !slices.Equal(got, []string{"c:1", "a:1", "b:1"}) {
		t.Errorf("%v", got)
	}
}

func TestNodeThatDoesNotKnowItsAddressIsAtTheOneThatWasAsked(t *testing.T) {
	for _, c := range [][3]string{{":7000", "10.0.0.1:6379", "10.0.0.1:7000"}, {"10.0.0.2:7000", "10.0.0.1:6379", "10.0.0.2:7000"}} {
		if got := complete(c[0], c[1]); got != c[2] {
			t.Errorf("%s, asked %s: %s", c[0], c[1], got)
		}
	}
}
