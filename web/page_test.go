package web

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func render(t *testing.T, d PageData, bundled bool) string {
	t.Helper()
	page, err := d.render(bundled)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestPageLoadsTheBuiltInClientFromTheSocketPath(t *testing.T) {
	page := render(t, PageData{Channel: "c", SocketPath: "/chat/"}, true)
	if want := `<script src="/chat/socket.io.min.js"></script>`; !strings.Contains(page, want) {
		t.Errorf("page lacks %s", want)
	}
	if strings.Contains(page, "https://") {
		t.Error("page with a built-in client names another host")
	}
}

func TestPageWithoutBundleLoadsAPinnedFileWithItsHash(t *testing.T) {
	page := render(t, PageData{Channel: "c"}, false)
	tag := regexp.MustCompile(`<script src="([^"]*)" integrity="([^"]*)" crossorigin="anonymous">`).FindStringSubmatch(page)
	if tag == nil {
		t.Fatal("page has no script with integrity and crossorigin")
	}
	if tag[1] != ClientURL || html.UnescapeString(tag[2]) != ClientIntegrity {
		t.Errorf("script %s with %s, want %s with %s", tag[1], tag[2], ClientURL, ClientIntegrity)
	}
}

func TestPageCarriesItsDataEscapedForScript(t *testing.T) {
	hostile := `</script><img src=x>'"` + "`${1}\u2028"
	page := render(t, PageData{Channel: hostile, Token: "dG9rZW4=", APIKey: "test-api-key"}, true)
	if strings.Contains(page, "</script><img") {
		t.Error("a channel name can end the script")
	}
	for _, want := range []string{`"token":"dG9rZW4`, `"apiKey":"test-api-key"`, `"tokenPath":"/token"`} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %s", want)
		}
	}
}

func TestPageNeverTurnsTextIntoMarkup(t *testing.T) {
	page := render(t, PageData{}, true)
	for _, sink := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
		if strings.Contains(page, sink) {
			t.Errorf("page uses %s: what arrives is text and must stay so", sink)
		}
	}
}
