package socketchat

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rule matches one depguard rule as .golangci.yml writes it: the files it is for, and on one
// line what these may import of this module.
var rule = regexp.MustCompile(`files: \["\*\*/([a-z0-9/]+)/\*\*", "!\$test"\]\n +allow: \[(.*)\]\n +deny: \[\{pkg: socketchat/`)

func TestLinterHoldsTheSameArrows(t *testing.T) {
	config, err := os.ReadFile(".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string][]string{}
	for _, m := range rule.FindAllStringSubmatch(string(config), -1) {
		var imports []string
		for pkg := range strings.SplitSeq(m[2], ", ") {
			imports = append(imports, strings.TrimPrefix(pkg, module))
		}
		rules[m[1]] = imports
	}
	for pkg, imports := range arrows {
		want := slices.Concat(leaves, imports)
		slices.Sort(want)
		slices.Sort(rules[pkg])
		if !slices.Equal(rules[pkg], want) {
			t.Errorf("%s: .golangci.yml allows %q, arrows %q", pkg, rules[pkg], want)
		}
		delete(rules, pkg)
	}
	for pkg := range rules {
		t.Errorf("%s: .golangci.yml has a rule, arrows has not", pkg)
	}
}
