package httpapi

import (
	"encoding/json"
	"strings"
	"testing"

	"socketchat/auth"
	"socketchat/protocol/http1"
)

const testKey = "0123456789abcdef"

func newAPI(t testing.TB, p Publisher) *API {
	t.Helper()
	keys, err := auth.ParseKeys("another-key," + testKey)
	if err != nil {
		t.Fatal(err)
	}
	return New(keys, p, func(channel string) int64 { return int64(len(channel)) }, 1_000_000)
}

// head parses a request line and header lines.
func head(t testing.TB, lines ...string) *http1.Head {
	t.Helper()
	raw := []byte(strings.Join(append(lines, "Host: a.test"), "\r\n") + "\r\n\r\n")
	h := new(http1.Head)
	if n, err := h.Parse(raw); err != nil || n != len(raw) {
		t.Fatalf("Parse: %d of %d bytes, %v", n, len(raw), err)
	}
	return h
}

type answer struct{ Status, Code, Message, Cursor string }

func bodyOf(t testing.TB, res http1.Response) (a answer) {
	t.Helper()
	if res.ContentType != "application/json" {
		t.Errorf("Content-Type is %q", res.ContentType)
	}
	if err := json.Unmarshal(res.Body, &a); err != nil {
		t.Fatalf("%s: %v", res.Body, err)
	}
	return a
}

const (
	withKey  = "X-Api-Key: " + testKey
	withJSON = "Content-Type: application/json"
)

func TestHeadAnswersWhatNeedsNoBody(t *testing.T) {
	for _, tt := range []struct {
		name    string
		lines   []string
		status  int
		code    string // "" for ok
		message string
		headers string
	}{
		{"alive", []string{"GET /api HTTP/1.1", withKey}, 200, "", "", ""},
		{"alive, with a query", []string{"GET /api?a=b HTTP/1.1", "x-api-key: another-key"}, 200, "", "", ""},
		{"RFC 9110 9.3.2: HEAD", []string{"HEAD /api HTTP/1.1", withKey}, 200, "", "", ""},
		{"RFC 9110 15.5.2: a wrong key is challenged", []string{"GET /api HTTP/1.1", "X-Api-Key: x"}, 401, "invalid_api_key", "Invalid api key", challenge},
		{"empty key", []string{"GET /api HTTP/1.1", "X-Api-Key:"}, 401, "invalid_api_key", "Invalid api key", challenge},
		{"RFC 9110 15.5.2: no key is challenged", []string{"GET /api HTTP/1.1"}, 401, "invalid_api_key", "The X-Api-Key header is missing. Send one of the keys in HTTP_API_KEY.", challenge},
		{"wrong key before 404", []string{"GET /api/x HTTP/1.1", "X-Api-Key: x"}, 401, "invalid_api_key", "Invalid api key", challenge},
		{"wrong key before 405", []string{"PUT /api HTTP/1.1", "X-Api-Key: x"}, 401, "invalid_api_key", "Invalid api key", challenge},
		{"wrong key before 413", []string{"POST /api/socket/events HTTP/1.1", "X-Api-Key: x", "Content-Length: 2000000"}, 401, "invalid_api_key", "Invalid api key", challenge},
		{"unknown path", []string{"GET /api/x HTTP/1.1", withKey}, 404, "not_found", "There is nothing at /api/x. Publish with POST /api/socket/events.", ""},
		{"trailing slash", []string{"POST /api/socket/events/ HTTP/1.1", withKey}, 404, "not_found", "There is nothing at /api/socket/events/. Publish with POST /api/socket/events.", ""},
		{"long path", []string{"GET /api/" + strings.Repeat("x", 1000) + " HTTP/1.1", withKey}, 404, "not_found", "There is nothing at /api/" + strings.Repeat("x", 95) + ". Publish with POST /api/socket/events.", ""},
		{"RFC 9110 15.5.6: a 405 says what is allowed, at the root", []string{"POST /api HTTP/1.1", withKey}, 405, "method_not_allowed", "POST is not allowed on /api. Use GET.", "Allow: GET, HEAD\r\n"},
		{"RFC 9110 15.5.6: a 405 says what is allowed, for events", []string{"GET /api/socket/events HTTP/1.1", withKey}, 405, "method_not_allowed", "GET is not allowed on /api/socket/events. Use POST.", "Allow: POST\r\n"},
		{"HEAD of events", []string{"HEAD /api/socket/events HTTP/1.1", withKey}, 405, "method_not_allowed", "HEAD is not allowed on /api/socket/events. Use POST.", "Allow: POST\r\n"},
		{"OPTIONS", []string{"OPTIONS /api HTTP/1.1", withKey}, 405, "method_not_allowed", "OPTIONS is not allowed on /api. Use GET. Browsers can not call this API: the key belongs on servers.", "Allow: GET, HEAD\r\n"},
		{"method in lower case", []string{"get /api HTTP/1.1", withKey}, 405, "method_not_allowed", "get is not allowed on /api. Use GET.", "Allow: GET, HEAD\r\n"},
		{"form", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 10"}, 415, "invalid_content_type", "Content-Type is application/x-www-form-urlencoded (curl -d sends it by default). Add -H 'Content-Type: application/json'.", ""},
		{"no type", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Length: 10"}, 415, "invalid_content_type", "Content-Type is missing. Add -H 'Content-Type: application/json'.", ""},
		{"another type", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Type: text/plain; x=y", "Content-Length: 10"}, 415, "invalid_content_type", "Content-Type is text/plain; it must be application/json. Add -H 'Content-Type: application/json'.", ""},
		{"almost the type", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Type: application/jsonp"}, 415, "invalid_content_type", "Content-Type is application/jsonp; it must be application/json. Add -H 'Content-Type: application/json'.", ""},
		{"another charset", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Type: application/json; charset=latin1"}, 415, "invalid_content_type", "Content-Type has charset=latin1, but JSON is UTF-8. Encode the body in UTF-8, and leave the charset out.", ""},
		{"another charset in quotes", []string{"POST /api/socket/events HTTP/1.1", withKey, `Content-Type: application/json ; v=1 ; CHARSET = "UTF-16"`}, 415, "invalid_content_type", "Content-Type has charset=UTF-16, but JSON is UTF-8. Encode the body in UTF-8, and leave the charset out.", ""},
		{"compressed", []string{"POST /api/socket/events HTTP/1.1", withKey, withJSON, "Content-Encoding: gzip"}, 415, "invalid_content_type", "Content-Encoding is gzip. Send the body as it is, without it.", ""},
		{"type before size", []string{"POST /api/socket/events HTTP/1.1", withKey, "Content-Length: 2000000"}, 415, "invalid_content_type", "Content-Type is missing. Add -H 'Content-Type: application/json'.", ""},
		{"too large", []string{"POST /api/socket/events HTTP/1.1", withKey, withJSON, "Content-Length: 1482113"}, 413, "payload_too_large", "The body has 1,482,113 bytes; the limit is 1,000,000 (MAX_PAYLOAD). Send an id and let the page fetch the rest, or raise MAX_PAYLOAD on every node.", ""},
		{"one byte too large", []string{"POST /api/socket/events HTTP/1.1", withKey, withJSON, "Content-Length: 1000001"}, 413, "payload_too_large", "The body has 1,000,001 bytes; the limit is 1,000,000 (MAX_PAYLOAD). Send an id and let the page fetch the rest, or raise MAX_PAYLOAD on every node.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := head(t, tt.lines...)
			res, readBody := newAPI(t, nil).Head(h)
			got := bodyOf(t, res)
			want := answer{Status: "error", Code: tt.code, Message: tt.message}
			if tt.code == "" {
				want.Status = "ok"
			}
			if readBody || res.Status != tt.status || got != want || string(res.Headers) != tt.headers {
				t.Errorf("read %v, %d %+v %q\nwant %d %+v %q", readBody, res.Status, got, res.Headers, tt.status, want, tt.headers)
			}
			if res.Head != (string(h.Method) == "HEAD") || res.Close {
				t.Errorf("Head %v, Close %v", res.Head, res.Close)
			}
		})
	}
}

func TestHeadAsksForTheBodyOfAPublish(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
	}{
		{"of a length", []string{withJSON, "Content-Length: 10"}},
		{"of the limit", []string{withJSON, "Content-Length: 1000000"}},
		{"chunked", []string{withJSON, "Transfer-Encoding: chunked"}},
		{"none, which Publish refuses", []string{withJSON}},
		{"with a charset", []string{"Content-Type: application/json; charset=utf-8", "Content-Length: 10"}},
		{"with another spelling", []string{"content-type: Application/JSON ;charset=UTF-8", "Content-Length: 10"}},
		{"with a charset in quotes", []string{`Content-Type: application/json; v="a;charset=latin1"; Charset="utf-8"`, "Content-Length: 10"}},
		{"with a part of UTF-8", []string{"Content-Type: application/json; charset=us-ascii", "Content-Length: 10"}},
		{"with UTF-8 as some write it", []string{"Content-Type: application/json; charset=utf8", "Content-Length: 10"}},
		{"with an empty charset", []string{"Content-Type: application/json; charset=; v=1", "Content-Length: 10"}},
		{"identity coding", []string{withJSON, "Content-Encoding: identity", "Content-Length: 10"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := append([]string{"POST /api/socket/events?x=y HTTP/1.1", withKey}, tt.lines...)
			if res, readBody := newAPI(t, nil).Head(head(t, lines...)); !readBody {
				t.Errorf("answered %d %s", res.Status, res.Body)
			}
		})
	}
}

func TestIsAPI(t *testing.T) {
	for path, want := range map[string]bool{
		"/api": true, "/api/": true, "/api/socket/events": true,
		"": false, "/": false, "/apis": false, "/ap": false, "/API": false, "/socket.io/": false, "api": false,
	} {
		if IsAPI([]byte(path)) != want {
			t.Errorf("IsAPI(%q) = %v", path, !want)
		}
	}
}

func TestAliveAllocatesNothing(t *testing.T) {
	a, h := newAPI(t, nil), head(t, "GET /api HTTP/1.1", withKey)
	if n := testing.AllocsPerRun(100, func() { a.Head(h) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestPublishHeadAllocatesNothing(t *testing.T) {
	for _, contentType := range []string{withJSON, withJSON + `; v=1; charset="utf-8"`} {
		a, h := newAPI(t, nil), head(t, "POST /api/socket/events HTTP/1.1", withKey, contentType, "Content-Length: 10")
		if n := testing.AllocsPerRun(100, func() { a.Head(h) }); n != 0 {
			t.Errorf("%s: %v allocations", contentType, n)
		}
	}
}
