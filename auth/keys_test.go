package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParseKeysTrimsAndNeedsOne(t *testing.T) {
	for _, list := range []string{"", " ", ",", " , ,\t"} {
		if _, err := ParseKeys(list); !errors.Is(err, ErrNoKey) {
			t.Errorf("ParseKeys(%q) = %v", list, err)
		}
	}
	k := mustKeys(t, " first , second-key,,\n")
	if k.Len() != 2 || k.Shortest() != len("first") {
		t.Errorf("%d keys, the shortest of %d bytes", k.Len(), k.Shortest())
	}
}

func TestCheckTakesEveryKeyAndNothingElse(t *testing.T) {
	k := mustKeys(t, "first,second")
	for _, tt := range []struct {
		name, key string
		want      bool
	}{
		{"first", "first", true},
		{"last", "second", true},
		{"empty", "", false},
		{"a prefix", "firs", false},
		{"a longer one", "first ", false},
		{"another case", "First", false},
		{"the whole list", "first,second", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := k.Check([]byte(tt.key)); got != tt.want {
				t.Errorf("Check(%q) = %v", tt.key, got)
			}
		})
	}
	if (Keys{}).Check(nil) || (Keys{}).Check([]byte("x")) {
		t.Error("no keys at all let something pass")
	}
}

func TestCheckDoesNotAllocate(t *testing.T) {
	k, key := mustKeys(t, "first,second"), []byte("second")
	if n := testing.AllocsPerRun(100, func() { k.Check(key) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestKeysAreNeverPrinted(t *testing.T) {
	k := mustKeys(t, "secret-one,secret-two")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "keys", k, "ptr", &k)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "keys", k)
	marshalled, _ := json.Marshal(map[string]any{"k": k})
	nested := fmt.Sprintf("%v %+v %#v %x", struct{ K Keys }{k}, []Keys{k}, k, k)
	all := log.String() + string(marshalled) + nested + fmt.Sprintf("%v %+v %#v %s %q %x %d", k, k, k, k, k, k, &k)
	if strings.Contains(all, "secret") || strings.Contains(all, "736563") || strings.Contains(all, "115 101") {
		t.Errorf("a key shows in %s", all)
	}
	if k.String() != "2 keys" || mustKeys(t, "a").String() != "1 key" {
		t.Errorf("String = %q", k.String())
	}
}
