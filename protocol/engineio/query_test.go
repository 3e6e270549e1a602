package engineio

import "testing"

// queryVector is a query and what the reference server reads of it.
type queryVector struct {
	Query               string
	EIO, Transport, SID *string
	B64                 bool
}

func TestParseQueryAgreesWithTheReferenceServer(t *testing.T) {
	for _, v := range vectors[queryVector](t, "queries.json") {
		q := ParseQuery([]byte(v.Query))
		for _, c := range []struct {
			key  string
			got  []byte
			want *string
		}{{"EIO", q.EIO, v.EIO}, {"transport", q.Transport, v.Transport}, {"sid", q.SID, v.SID}} {
			if (c.got == nil) != (c.want == nil) || c.want != nil && string(c.got) != *c.want {
				t.Errorf("%q: %s is %q (nil %v)", v.Query, c.key, c.got, c.got == nil)
			}
		}
		if q.B64 != v.B64 || q.HasSID() != (v.SID != nil && *v.SID != "") {
			t.Errorf("%q: b64 %v, has sid %v", v.Query, q.B64, q.HasSID())
		}
	}
}

func TestParseQueryAllocatesNothingWithoutEscapes(t *testing.T) {
	q := []byte("EIO=4&transport=polling&t=PabcdeF&sid=lv_VI97HAXpY6yYWAAAC&b64=1")
	if allocs := testing.AllocsPerRun(100, func() { ParseQuery(q) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
