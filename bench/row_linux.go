package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Row is one line of the result: the median of each target's rounds, and of the rounds' ratios.
type Row struct {
	Name   string             `json:"name"`
	Values map[string]float64 `json:"values"` // by target
	Ratio  float64            `json:"ratio,omitempty"`
}

// Cell is the value of a target for people.
func (r *Row) Cell(target string) string {
	if v, ok := r.Values[target]; ok {
		return figure(v)
	}
	return "-"
}

// Table is the result for people.
type Table []Row

// add adds a row of what value returns for each round.
func (t *Table) add(name string, rounds []Round, value func(r *Round) (v float64, ok bool)) {
	values := map[string][]float64{}
	for i := range rounds {
		if v, ok := value(&rounds[i]); ok {
			values[rounds[i].Target] = append(values[rounds[i].Target], v)
		}
	}
	t.put(name, values)
}

// put adds a row of each target's values, if there are any. Ratios are those of neighbours: the
// server's round and the one that followed it, of the floor or of the embedded log.
func (t *Table) put(name string, values map[string][]float64) {
	if len(values) == 0 {
		return
	}
	row := Row{Name: name, Values: map[string]float64{}}
	for target, v := range values {
		row.Values[target] = median(v)
	}
	var ratios []float64
	other := values["floor"]
	if e := values[embedded]; e != nil {
		other = e
	}
	for i := range min(len(values["server"]), len(other)) {
		if other[i] > 0 {
			ratios = append(ratios, values["server"][i]/other[i])
		}
	}
	row.Ratio = median(ratios)
	*t = append(*t, row)
}

// write prints the rows with a column for each target.
func (t Table) write(w io.Writer, targets []string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	ratio := ""
	if len(targets) > 1 {
		ratio = "ratio\t"
	}
	fmt.Fprintf(tw, "\t%s\t%s\n", strings.Join(targets, "\t"), ratio)
	for i := range t {
		row := &t[i]
		fmt.Fprintf(tw, "%s\t", row.Name)
		for _, target := range targets {
			fmt.Fprintf(tw, "%s\t", row.Cell(target))
		}
		if len(targets) > 1 && row.Ratio > 0 {
			fmt.Fprintf(tw, "%s\t", figure(row.Ratio))
		} else if len(targets) > 1 {
			fmt.Fprint(tw, "\t")
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
