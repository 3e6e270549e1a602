package broker

import "testing"

func TestBatchTakesWhatOneAppendMayCarry(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int
		want  []int // publishes in each batch
	}{
		{"many small ones", make([]int, 600), []int{256, 256, 88}},
		{"by bytes", []int{100_000, 100_000, 100_000}, []int{2, 1}},
		{"a large one alone", []int{1_000_000, 10, 10, 1_000_000}, []int{1, 2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var q queue
			for _, n := range c.sizes {
				q.push(publish{packet: make([]byte, n)})
			}
			for i, want := range c.want {
				var b batch
				if b.fill(&q); len(b.publishes) != want {
					t.Fatalf("batch %d has %d publishes, want %d", i, len(b.publishes), want)
				}
				if n := len(b.encode(nil)); want > 1 && n > maxBatchBytes {
					t.Fatalf("batch %d has %d bytes", i, n)
				}
			}
			if q.len() != 0 || q.bytes != 0 {
				t.Fatalf("%d publishes, %d bytes left", q.len(), q.bytes)
			}
		})
	}
}
