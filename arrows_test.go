// Package socketchat holds the module to its layout: which package may import which.
package socketchat

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows says what each package may import of this module; "protocol" stands for all packages
// below it, and of one another these may import any. What is in leaves may be imported by all.
// .golangci.yml says the same, for editors.
var arrows = map[string][]string{
	"auth":               {"protocol"},
	"bench":              {"protocol", "auth"},
	"httpapi":            {"auth", "protocol"},
	"internal/broker":    {"internal/window", "protocol"},
	"internal/chat":      {"internal/session", "internal/hub", "auth", "protocol"},
	"internal/forwarded": {},
	"internal/hub":       {"internal/window", "protocol"},
	"internal/metrics":   {},
	"internal/registry":  {"internal/broker"},
	"internal/server":    {"httpapi", "internal/chat", "internal/forwarded", "internal/session", "loop", "auth", "protocol", "web"},
	"internal/session":   {"internal/hub", "protocol"},
	"internal/webhook":   {"auth"},
	"internal/window":    {"protocol"},
	"loop":               {"protocol"},
	"protocol":           {"protocol"},
	"web":                {},
}

// leaves import nothing of this module.
var leaves = []string{"internal/reason", "internal/histogram", "internal/later", "internal/rawio"}

// homes says which packages, and no others, may import a library.
var homes = map[string][]string{
	"github.com/alecthomas/kong":      {"cmd/socketchat"},
	"github.com/caarlos0/env":         {"cmd/socketchat"},
	"github.com/HdrHistogram":         {"bench"},
	"github.com/lesismal/nbio":        {"loop"},
	"github.com/lesismal/nbio/nbhttp": {},
	"github.com/prometheus":           {"internal/metrics", "cmd/socketchat"},
	"github.com/redis/go-redis":       {"internal/broker", "internal/registry"},
	"github.com/valyala/fastjson":     {"auth", "internal/chat", "protocol"},
	"net/http":                        {"bench", "cmd/socketchat", "internal/webhook"},
	"net/http/pprof":                  {"cmd/socketchat"},
}

const module = "socketchat/"

func TestImportsFollowTheArrows(t *testing.T) {
	for _, build := range builds {
		t.Run(build.name, func(t *testing.T) {
			for pkg, imports := range list(t, build) {
				for _, imported := range imports {
					if !allowed(pkg, imported) {
						t.Errorf("%s may not import %s: see arrows and homes in arrows_test.go", pkg, imported)
					}
				}
			}
		})
	}
}

func TestEveryPackageHasArrows(t *testing.T) {
	for pkg := range list(t, builds[0]) {
		if _, ok := arrows[group(pkg)]; !ok && !slices.Contains(leaves, pkg) && !strings.HasPrefix(pkg, "cmd/") {
			t.Errorf("%s has no line in arrows", pkg)
		}
	}
}

// allowed judges one import of a package, both without the module's name if they are ours.
func allowed(pkg, imported string) bool {
	home, homes := longest(imported)
	if home != "" {
		return slices.Contains(homes, group(pkg))
	}
	ours, isOurs := strings.CutPrefix(imported, module)
	if !isOurs || strings.HasPrefix(pkg, "cmd/") || slices.Contains(leaves, ours) && !slices.Contains(leaves, pkg) {
		return true
	}
	return slices.Contains(arrows[group(pkg)], group(ours))
}

// longest returns the most specific line of homes that covers a path.
func longest(imported string) (home string, in []string) {
	for library, packages := range homes {
		if (imported == library || strings.HasPrefix(imported, library+"/")) && len(library) > len(home) {
			home, in = library, packages
		}
	}
	return home, in
}

// group maps the packages below protocol to it.
func group(pkg string) string {
	if strings.HasPrefix(pkg, "protocol/") {
		return "protocol"
	}
	return pkg
}

// build is one way to build the module: files differ by system and tag.
type build struct {
	name, goos, tags string
}

var builds = []build{{"linux", "linux", ""}, {"netloop", "linux", "netloop"}, {"windows", "windows", ""}, {"darwin", "darwin", ""}}

// list returns each package of this module, without its name, with what it imports.
func list(t *testing.T, b build) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-tags", b.tags,
		"-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Env = append(os.Environ(), "GOOS="+b.goos, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if pkg, ok := strings.CutPrefix(fields[0], module); ok {
			packages[pkg] = fields[1:]
			look(t, pkg)
		}
	}
	if len(packages) < 10 {
		t.Fatalf("go list found %d packages only", len(packages))
	}
	return packages
}

// look reads a package's folder and the one above, so that go test does not answer from its
// cache after a change there.
func look(t *testing.T, pkg string) {
	t.Helper()
	for _, folder := range []string{pkg, filepath.Dir(pkg)} {
		if _, err := os.ReadDir(folder); err != nil {
			t.Fatal(err)
		}
	}
}
