package bench

import "testing"

func TestRatioIsTheMedianOfNeighbours(t *testing.T) {
	var rounds []Round
	for _, v := range []struct {
		target string
		n      int64
	}{{"server", 10}, {"floor", 1}, {"server", 100}, {"floor", 50}, {"server", 30}, {"floor", 10}} {
		rounds = append(rounds, Round{Target: v.target, Deliveries: v.n})
	}
	var table Table
	table.add("n", rounds, func(r *Round) (float64, bool) { return float64(r.Deliveries), true })
	table.add("none", rounds, func(*Round) (float64, bool) { return 0, false })
	if len(table) != 1 || table[0].Values["server"] != 30 || table[0].Values["floor"] != 10 || table[0].Ratio != 3 {
		t.Errorf("%+v", table)
	}
}

func TestNumbersReadWell(t *testing.T) {
	for want, n := range map[string]int64{"0": 0, "999": 999, "1,000": 1000, "1,482,113": 1482113, "-12,345": -12345} {
		if got := count(n); got != want {
			t.Errorf("%d reads %q, want %q", n, got, want)
		}
	}
	for want, v := range map[string]float64{"0": 0, "0.058": 0.0583, "1.23": 1.234, "12.3": 12.34, "123": 123.4, "4,264,504": 4264504.2} {
		if got := figure(v); got != want {
			t.Errorf("%v reads %q, want %q", v, got, want)
		}
	}
	for want, v := range map[string]float64{"250": 250, "1500": 1500, "20k": 20000, "1.5M": 1.5e6, "0.1": 0.1} {
		if got := brief(v); got != want {
			t.Errorf("%v reads %q, want %q", v, got, want)
		}
	}
}

func TestMetricsAreSummedOverTheirLabels(t *testing.T) {
	const text = "# HELP a x\n# TYPE a counter\na{b=\"c d\"} 3\na{b=\"e\"} 4.5\nab 100\na_total 7\n"
	if got := metric([]byte(text), "a"); got != 7.5 {
		t.Errorf("%v", got)
	}
}
