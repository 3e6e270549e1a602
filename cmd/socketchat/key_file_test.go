package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestNodesThatStartTogetherEndUpWithOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	environ := []string{"HTTP_API_KEY_FILE=" + path}
	keys := make([]string, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			l := load(environ, scopeServe, 1000)
			if len(l.problems) > 0 {
				t.Errorf("%q", l.problems)
			}
			keys[i] = l.value("HTTP_API_KEY").text
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key != keys[0] || len(key) != 2*randomKeyBytes {
			t.Fatalf("keys %q", keys)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

func TestKeyFileIsNotReadWhereTheVariableHoldsAKey(t *testing.T) {
	for _, sc := range []scope{scopeAll, scopeServe, scopeKeys, scopeDev} {
		l := load([]string{"HTTP_API_KEY=0123456789abcdef", "HTTP_API_KEY_FILE=/nonexistent/key"}, sc, 1000)
		if len(l.problems) > 0 {
			t.Errorf("%+v: %q", sc, l.problems)
		}
	}
}

func TestKeyFileIsMadeByOneOfSeveral(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	for i, want := range []bool{true, false} {
		if made, err := makeKeyFile(path); err != nil || made != want {
			t.Errorf("call %d: made %t, %v", i, made, err)
		}
	}
}
