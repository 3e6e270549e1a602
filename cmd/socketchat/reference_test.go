package main

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

var update = flag.Bool("update", false, "write .env.example and docs/reference anew from the code")

// generatedBy stands in every file that comes from the code.
const generatedBy = "Generated from the code, which a test holds it to: go test ./cmd/socketchat -run Reference -update"

func TestReferenceOfTheSettingsIsWhatTheCodeSays(t *testing.T) {
	generated(t, "docs/reference/settings.md", settingsReference())
}

func TestReferenceOfTheMetricsIsWhatTheCodeSays(t *testing.T) {
	generated(t, "docs/reference/metrics.md", metricsReference(t))
}

func TestReferenceOfTheCommandsIsWhatTheCodeSays(t *testing.T) {
	generated(t, "docs/reference/commands.md", commandsReference(t))
}

func TestReferenceInEnvExampleIsWhatTheCodeSays(t *testing.T) {
	generated(t, ".env.example", envExample())
}

// generated holds a file of the repository to want, or writes it with -update.
func generated(t *testing.T, file, want string) {
	t.Helper()
	path := filepath.Join("..", "..", file)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) == want {
		return
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(want, "\n")
	for i, line := range wantLines {
		if i >= len(gotLines) || gotLines[i] != line {
			t.Fatalf("%s is stale from line %d; the code says %q. Run: go test ./cmd/socketchat -run Reference -update", file, i+1, line)
		}
	}
	t.Fatalf("%s is stale: it has lines that the code does not say", file)
}

func settingsReference() string {
	var b strings.Builder
	b.WriteString("# Settings\n\n<!-- " + generatedBy + " -->\n\n")
	b.WriteString("All settings are environment variables. One that is set to nothing counts as unset. `socketchat check` validates them\n" +
		"and prints each with its value and where it comes from; secrets are shown by their length. `socketchat dev` reads only those\n" +
		"marked with dev.\n\n")
	b.WriteString("| variable | default | must be | meaning |\n|---|---|---|---|\n")
	for i := range table {
		row := &table[i]
		name := "`" + row.name + "`"
		if row.inDev {
			name += " (dev)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, shownDefault(row), cell(dash(row.mustBe())), cell(row.meaning))
	}
	b.WriteString("\nSizes are in bytes, or with KiB, MiB, GiB. Durations have a unit: 500ms, 25s, 2m.\n")
	return b.String()
}

// shownDefault sets a value as code and words as words.
func shownDefault(row *setting) string {
	switch d := row.shown(scopeAll); {
	case row.missing != "":
		return "required, or `" + row.name + "_FILE`"
	case d == "":
		return "unset"
	case row.fallbackText != "":
		return cell(d)
	default:
		return "`" + d + "`"
	}
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func envExample() string {
	var b strings.Builder
	b.WriteString("# Every setting of the Socket Chat Server, with its default. Copy this file to .env, where docker-compose finds it,\n" +
		"# or to /etc/socketchat.env for the systemd unit, and take away the # where a value shall differ.\n" +
		"# With docker-compose nothing is required: PORT is the port on this machine, HTTP_API_KEY_FILE is set there,\n" +
		"# and the Redis that comes with it is used unless REDIS_HOST or REDIS_ADDRS names another; BUNDLED_REDIS=0 leaves it out.\n" +
		"# " + generatedBy + "\n")
	for i := range table {
		row := &table[i]
		fmt.Fprintf(&b, "\n# %s\n", row.meaning)
		if must := row.mustBe(); must != "" {
			fmt.Fprintf(&b, "# It must be %s.\n", must)
		}
		if row.fallbackText != "" {
			fmt.Fprintf(&b, "# Default: %s.\n", row.fallbackText)
		}
		fmt.Fprintf(&b, "#%s=%s\n", row.name, row.fallback)
	}
	return b.String()
}

func TestEnvExampleWithEveryLineTakenInIsValid(t *testing.T) {
	environ := []string{"HTTP_API_KEY=0123456789abcdef"}
	for line := range strings.SplitSeq(envExample(), "\n") {
		if entry, ok := strings.CutPrefix(line, "#"); ok && !strings.HasPrefix(entry, " ") && entry != "HTTP_API_KEY=" {
			environ = append(environ, entry)
		}
	}
	if l := load(environ, scopeAll, 100_000); len(l.problems) > 0 || len(environ) != len(table) {
		t.Errorf("%d lines for %d settings: %q", len(environ), len(table), l.problems)
	}
}

func metricsReference(t *testing.T) string {
	l := load([]string{"HTTP_API_KEY=0123456789abcdef", "REDIS_HOST=127.0.0.1"}, scopeAll, 1000)
	n := newNode(&l.Settings, slog.New(slog.DiscardHandler))
	text, _, err := n.metrics().Text()
	if err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# Metrics\n\n<!-- " + generatedBy + " -->\n\n")
	b.WriteString("`GET /metrics` answers in the Prometheus text format: on `PORT`, or with `ADMIN_ADDR` on that address only. Each node counts for\n" +
		"itself. No label holds a channel, an address or anything else that users choose. The `redis_` and `cluster_` metrics are there with Redis only.\n" +
		"The Go runtime's (`go_…`) and the process's (`process_…`) metrics stand beside them.\n\n")
	b.WriteString("| metric | type | labels | meaning |\n|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(families)) {
		if !strings.HasPrefix(name, "socketchat_") {
			continue
		}
		f := families[name]
		values := map[string][]string{}
		for _, m := range f.GetMetric() {
			for _, label := range m.GetLabel() {
				values[label.GetName()] = append(values[label.GetName()], "`"+label.GetValue()+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, strings.ToLower(f.GetType().String()),
			labels(values, name != "socketchat_build_info"), cell(f.GetHelp()))
	}
	return b.String()
}

// labels lists a family's labels, and the values that they can have where these are a closed list.
func labels(values map[string][]string, closed bool) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		part := "`" + name + "`"
		if closed {
			slices.Sort(values[name])
			part += ": " + strings.Join(values[name], ", ")
		}
		parts = append(parts, part)
	}
	return dash(strings.Join(parts, "; "))
}

// commandsReference is what --help prints, command by command.
func commandsReference(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Commands\n\n<!-- " + generatedBy + " -->\n\nWhat `--help` prints. Settings come from the environment: [settings](settings.md).\n")
	for _, command := range [][]string{
		nil, {"serve"}, {"dev"}, {"check"}, {"key"}, {"token", "sign"}, {"token", "verify"}, {"healthcheck"}, {"version"},
	} {
		name := strings.Join(append([]string{"socketchat"}, command...), " ")
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n```\n", name, help(t, command))
	}
	return b.String()
}

func help(t *testing.T, command []string) string {
	t.Helper()
	c := exec.Command(os.Args[0]) // which is socketchat by that name: see TestMain
	c.Args = append(append([]string{"socketchat"}, command...), "--help")
	c.Env = []string{"GORACE=" + quickExit}
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %v", c.Args, err)
	}
	return strings.TrimSpace(string(out))
}

// TestComposeFilesPassEverySettingOn: HOST stays what it is in the container, the rest comes from .env.
func TestComposeFilesPassEverySettingOn(t *testing.T) {
	for _, file := range []string{"docker-compose.yml", "compose.cluster.yml"} {
		b, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for i := range table {
			if name := table[i].name; name != "HOST" && !strings.Contains(string(b), " "+name+": ") {
				t.Errorf("%s: no %s in the environment", file, name)
			}
		}
	}
}
