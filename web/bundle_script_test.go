package web

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// bundleScript runs a copy of bundle.sh where no package is installed and npm is the given
// shell script, and returns what it prints and the files in the bundle.
func bundleScript(t *testing.T, npm string) (output string, files []string) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write("web/bundle.sh", readFile(t, "bundle.sh"))
	write("web/bundle/PLACEHOLDER", nil)
	write("e2e/package-lock.json", readFile(t, "../e2e/package-lock.json"))
	write("bin/npm", []byte("#!/bin/sh\n"+npm))

	c := exec.CommandContext(t.Context(), sh, filepath.Join(dir, "web", "bundle.sh"))
	c.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("bundle.sh: %v\n%s", err, out)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "web", "bundle"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, e.Name())
	}
	return string(out), files
}

func TestBundleScriptFallsBackToTheCDNWhenNpmCannotDownload(t *testing.T) {
	output, files := bundleScript(t, "exit 1\n")
	want := "bundle: npm cannot install the client, so the demo page will load the client from a CDN.\n"
	if output != want || len(files) != 1 {
		t.Errorf("it prints %q and leaves %q; want %q and no bundle", output, files, want)
	}
}

func TestBundleScriptCopiesWhatNpmInstalls(t *testing.T) {
	output, files := bundleScript(t, `set -e
mkdir -p node_modules/socket.io-client/dist
cd node_modules/socket.io-client/dist
for name in socket.io.js socket.io.min.js socket.io.esm.min.js; do
	echo "$name" >"$name"
	echo "$name" >"$name.map"
done
`)
	if want := "bundle: socket.io-client " + ClientVersion + "\n"; output != want || len(files) != 7 {
		t.Errorf("it prints %q and leaves %q; want %q and six files", output, files, want)
	}
}
