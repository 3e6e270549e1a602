package web

import (
	"bytes"
	"testing"
)

func TestBundleServesNothingButTheClient(t *testing.T) {
	for _, name := range []string{"", "PLACEHOLDER", "../page.html", "socket.io.", "/socket.io.min.js", "bundle/socket.io.min.js", "socket.io.min.js/.."} {
		if _, _, ok := Bundle(name); ok {
			t.Errorf("Bundle(%q) is served", name)
		}
	}
}

func TestBundleIsTheInstalledPackage(t *testing.T) {
	if !HasBundle() {
		t.Skip("built without the client: run `make bundle`")
	}
	for name, wantType := range map[string]string{
		"socket.io.js":         "application/javascript; charset=utf-8",
		"socket.io.min.js":     "application/javascript; charset=utf-8",
		"socket.io.min.js.map": "application/json; charset=utf-8",
	} {
		data, contentType, ok := Bundle(name)
		if !ok || contentType != wantType {
			t.Errorf("Bundle(%q) = %q, %v; want %q", name, contentType, ok, wantType)
		}
		if !bytes.Equal(data, readFile(t, nodeModules+"socket.io-client/dist/"+name)) {
			t.Errorf("%s differs from the installed package: run `make bundle`", name)
		}
	}
}
