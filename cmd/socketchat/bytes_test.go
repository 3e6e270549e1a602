package main

import "testing"

func TestBytesReadsPlainNumbersAndBinaryUnits(t *testing.T) {
	for text, want := range map[string]Bytes{
		"0": 0, "1000000": 1000000, "1KiB": 1024, "4 MiB": 4 << 20, "1GiB": 1 << 30, "8388607GiB": 8388607 << 30,
	} {
		var b Bytes
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%q: %d, %v; want %d", text, b, err, want)
		}
	}
}

func TestBytesRefusesEverythingElse(t *testing.T) {
	for _, text := range []string{"", "KiB", "-1", "+1", "1.5MiB", "1MB", "1mib", "1 ", " 1", "1e6", "1KiBKiB", "9223372036854775808", "9999999999GiB"} {
		var b Bytes
		if err := b.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %d", text, b)
		}
	}
}

func TestBytesWritesWhatItReads(t *testing.T) {
	for _, b := range []Bytes{0, 1, 1000000, kib, 3 * mib, 5 * gib, 1025} {
		var again Bytes
		if err := again.UnmarshalText([]byte(b.String())); err != nil || again != b {
			t.Errorf("%d is written as %q, which reads as %d (%v)", b, b.String(), again, err)
		}
	}
}

func TestClientsLeaveDescriptorsForTheRest(t *testing.T) {
	for limit, want := range map[int]int{0: 1, 64: 1, 100: 36, 1000: 936, 1280: 1216, 20000: 19000, 1 << 31: mostClients} {
		if got := defaultClients(limit); got != want {
			t.Errorf("limit %d: %d clients, want %d", limit, got, want)
		}
	}
}
