package main

// nearestSetting returns the setting whose name takes the fewest edits to reach from name.
func nearestSetting(name string) (nearest string, edits int) {
	edits = len(name) + 1
	for i := range table {
		if d := distance(name, table[i].name); d < edits {
			nearest, edits = table[i].name, d
		}
	}
	return nearest, edits
}

// distance counts the edits between a and b: a byte put in, left out or changed, or two
// neighbours swapped (the optimal string alignment distance).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			changed := 1
			if a[i-1] == b[j-1] {
				changed = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+changed)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
