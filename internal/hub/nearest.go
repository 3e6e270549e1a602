package hub

// distance returns the edit distance of a and b in bytes, a swap of neighbours counting one,
// or limit+1 when it is larger than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return min(prev[len(b)], limit+1)
}

// Nearest returns the channel with members whose name is most like name, and its number of
// members on this node. It walks every channel: for development only.
func (h *Hub) Nearest(name string) (channel string, members int64, ok bool) {
	p := h.directory.nearest(name, min(3, len(name)/2))
	if p == nil {
		return "", 0, false
	}
	return p.name, p.members.Load(), true
}
