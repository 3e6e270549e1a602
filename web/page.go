// Package web holds what the server shows in a browser: the demo page of
// `socketchat dev` and the stock client that it runs. It serves nothing itself.
package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"sync"
)

// PageType is the demo page's content type.
const PageType = "text/html; charset=utf-8"

//go:embed page.html
var pageSource string

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageSource))
})

// PageData is what the demo page must be told: it differs by server, and the token
// by request.
type PageData struct {
	Channel    string // joined as soon as the page is connected
	Token      string // join token for Channel, for the first connection; later ones fetch TokenPath
	APIKey     string // sent by the form that publishes, and shown in the curl command
	SocketPath string // SOCKET_PATH, with both slashes; empty is /socket.io/
	TokenPath  string // answers ?channel=C with {"token":"…"}; empty is /token
}

// Page renders the demo page. It loads the client from SocketPath when that was
// built in, else from a CDN, pinned by version and hash.
func Page(d PageData) ([]byte, error) {
	return d.render(HasBundle())
}

func (d PageData) render(bundled bool) ([]byte, error) {
	if d.SocketPath == "" {
		d.SocketPath = "/socket.io/"
	}
	if d.TokenPath == "" {
		d.TokenPath = "/token"
	}
	view := struct {
		Script, Integrity string
		Config            map[string]string
	}{
		Script:    ClientURL,
		Integrity: ClientIntegrity,
		Config: map[string]string{
			"channel":    d.Channel,
			"token":      d.Token,
			"apiKey":     d.APIKey,
			"socketPath": d.SocketPath,
			"tokenPath":  d.TokenPath,
		},
	}
	if bundled {
		view.Script, view.Integrity = d.SocketPath+clientFile, ""
	}
	var page bytes.Buffer
	if err := pageTemplate().Execute(&page, view); err != nil {
		return nil, fmt.Errorf("render demo page: %w", err)
	}
	return page.Bytes(), nil
}
