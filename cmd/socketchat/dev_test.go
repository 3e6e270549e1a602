package main

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"socketchat/web"
)

func TestClientScriptIsWhatThePageLoadsOrTheEndpointServes(t *testing.T) {
	if got, want := clientScript("http://localhost:3000/socket.io/", true), `<script src="http://localhost:3000/socket.io/socket.io.js"></script>`; got != want {
		t.Errorf("bundled: %s, want %s", got, want)
	}
	tag := regexp.MustCompile(`^<script src="(https:[^"]+)" integrity="([^"]+)" crossorigin="anonymous"></script>$`).FindStringSubmatch(clientScript("", false))
	if tag == nil || tag[1] != web.ClientURL || tag[2] != web.ClientIntegrity {
		t.Fatalf("not bundled: %q lacks the address or the hash", tag)
	}
	if web.HasBundle() {
		return
	}
	page, err := web.Page(web.PageData{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html.UnescapeString(string(page)), tag[0]) {
		t.Errorf("the page does not load %s", tag[0])
	}
}

func TestWelcomePrintsTheClientScript(t *testing.T) {
	var out bytes.Buffer
	(&devPrinter{out: &out}).printWelcome(&Settings{Port: 3000, SocketPath: "/chat/"})
	if want := "\n  " + clientScript("http://localhost:3000/chat/", web.HasBundle()) + "\n"; !strings.Contains(out.String(), want) {
		t.Errorf("%s lacks %s", out.String(), want)
	}
}
