package chat

import (
	"testing"

	"socketchat/internal/session"
)

func TestWebhookURLIsReadFromATokensData(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"absent data", ``, ""},
		{"no object", `["webhook_url","http://a.example/"]`, ""},
		{"a string", `"webhook_url"`, ""},
		{"null", `null`, ""},
		{"absent", `{"user_id":1}`, ""},
		{"given", `{"user_id":1,"webhook_url":"http://a.example/?x=1"}`, "http://a.example/?x=1"},
		{"escaped", `{"webhook\u005furl":"http:\/\/a.example\/"}`, "http://a.example/"},
		{"nested", `{"data":{"webhook_url":"http://a.example/"}}`, ""},
		{"not a string: no URL, which is counted", `{"webhook_url":{"href":"http://a.example/"}}`, `{"href":"http://a.example/"}`},
		{"twice: the last one counts", `{"webhook_url":"http://a.example/","webhook_url":"http://b.example/"}`, "http://b.example/"},
		{"twice: the last one is none", `{"webhook_url":"http://a.example/","webhook_url":null}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := webhookIn([]byte(c.data)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheLatestTokenSaysWhereAnEndIsTold(t *testing.T) {
	c := &Chat{}
	c.OnLeave(func(string) {})
	s := &session.Socket{}
	c.remember(s, []byte(`{"webhook_url":"http://a.example/"}`))
	if s.State != webhookURL("http://a.example/") {
		t.Errorf("State %v", s.State)
	}
	c.remember(s, []byte(`{"user_id":1}`))
	if s.State != nil {
		t.Errorf("State %v after a token without one", s.State)
	}
}

func TestATokenWithoutDataCostsNothing(t *testing.T) {
	c := &Chat{}
	c.OnLeave(func(string) {})
	s := &session.Socket{}
	if n := testing.AllocsPerRun(100, func() { c.remember(s, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
