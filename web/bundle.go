package web

import (
	"embed"
	"path"
	"strings"
)

//go:embed bundle
var bundle embed.FS

// Bundle returns a file of the stock client by its npm name, such as
// "socket.io.min.js" or "socket.io.min.js.map", with its content type. ok is false
// for any other name, and for all of them when the program was built without
// `make bundle`. data is shared: read it only.
func Bundle(name string) (data []byte, contentType string, ok bool) {
	if name != path.Base(name) || !strings.HasPrefix(name, "socket.io.") {
		return nil, "", false
	}
	data, err := bundle.ReadFile("bundle/" + name)
	if err != nil {
		return nil, "", false
	}
	if strings.HasSuffix(name, ".map") {
		return data, "application/json; charset=utf-8", true
	}
	return data, "application/javascript; charset=utf-8", true
}

// HasBundle tells whether the client that the demo page loads was built in.
func HasBundle() bool {
	_, _, ok := Bundle(clientFile)
	return ok
}
