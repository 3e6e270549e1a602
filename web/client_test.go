package web

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"
)

const nodeModules = "../e2e/node_modules/"

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data := readFile(t, path)
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there: run `make bundle` (npm) to compare with the package", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestClientVersionIsTheOneThatTheLockFilePins(t *testing.T) {
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	readJSON(t, "../e2e/package-lock.json", &lock)
	if got := lock.Packages["node_modules/socket.io-client"].Version; got != ClientVersion {
		t.Errorf("e2e/package-lock.json pins socket.io-client %q, the page loads %q", got, ClientVersion)
	}
}

func TestClientVersionIsTheOneInstalled(t *testing.T) {
	var pkg struct{ Version string }
	readJSON(t, nodeModules+"socket.io-client/package.json", &pkg)
	if pkg.Version != ClientVersion {
		t.Errorf("installed socket.io-client is %q, the page loads %q", pkg.Version, ClientVersion)
	}
}

func TestClientIntegrityIsTheHashOfTheInstalledPackage(t *testing.T) {
	sum := sha512.Sum384(readFile(t, nodeModules+"socket.io-client/dist/"+clientFile))
	if got := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); got != ClientIntegrity {
		t.Errorf("the installed %s hashes to %s, the page demands %s", clientFile, got, ClientIntegrity)
	}
}
