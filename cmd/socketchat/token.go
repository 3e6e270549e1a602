package main

import (
	"errors"
	"fmt"
	"time"

	"socketchat/auth"
	"socketchat/protocol/rawjson"
)

// scopeKeys is all that the token commands read.
var scopeKeys = scope{names: []string{"HTTP_API_KEY", "HTTP_API_KEY_FILE"}}

type tokenCommand struct {
	Sign   tokenSignCommand   `cmd:"" default:"withargs" help:"Print a join token (the default)."`
	Verify tokenVerifyCommand `cmd:"" help:"Explain a join token check by check."`
}

// Help is printed below the command's usage.
func (tokenCommand) Help() string {
	return `Reads HTTP_API_KEY or HTTP_API_KEY_FILE; tokens for "socketchat dev" are signed with test-api-key.

Examples:

  HTTP_API_KEY=test-api-key socketchat token --channel test-123
  HTTP_API_KEY=test-api-key socketchat token verify TOKEN
`
}

type tokenSignCommand struct {
	Channel string        `required:"" placeholder:"C" help:"Channel that the token's holder may join."`
	TTL     time.Duration `name:"ttl" default:"1m" help:"How long the token is valid; below 0: expired already."`
	Data    string        `placeholder:"JSON" help:"Any JSON that the token carries."`
}

// Help is printed below the command's usage.
func (tokenSignCommand) Help() string {
	return `Example:

  HTTP_API_KEY=test-api-key socketchat token --channel test-123 --ttl 5m --data '{"user_id":1}'
`
}

// Run prints a token.
func (c tokenSignCommand) Run(a *app) error {
	l, err := a.settings(scopeKeys)
	if err != nil {
		return err
	}
	if err := auth.CheckChannel(c.Channel); err != nil {
		return usage("--channel: %v", err)
	}
	var data []byte
	if c.Data != "" {
		data = []byte(c.Data)
		if err := rawjson.Valid(data); err != nil {
			return usage("--data: %q is not JSON (%v). Quote it for the shell, for example: --data '{\"user_id\":1}'", c.Data, err)
		}
	}
	now := time.Now()
	token := l.Keys.Sign(c.Channel, unixUntil(now.Add(c.TTL)), data)
	if _, err := l.Keys.Verify([]byte(token), now); err != nil && !expired(err) {
		return usage("--data: %v", err)
	}
	_, err = fmt.Fprintln(a.stdout, token)
	return err
}

// unixUntil rounds up, so that a token is valid for its whole ttl.
func unixUntil(t time.Time) int64 {
	return t.Add(time.Second - 1).Unix()
}

func expired(err error) bool {
	_, ok := errors.AsType[*auth.ExpiredError](err)
	return ok
}

type tokenVerifyCommand struct {
	Token string `arg:"" help:"The token."`
}

// Help is printed below the command's usage.
func (tokenVerifyCommand) Help() string {
	return `Exits 1 when the token would be refused.

Example:

  HTTP_API_KEY=test-api-key socketchat token verify TOKEN
`
}

// Run prints one line for each check.
func (c tokenVerifyCommand) Run(a *app) error {
	l, err := a.settings(scopeKeys)
	if err != nil {
		return err
	}
	good := true
	for _, check := range l.Keys.Explain(c.Token, time.Now()) {
		word := "ok   "
		if !check.OK {
			word, good = "wrong", false
		}
		fmt.Fprintf(a.stdout, "%s  %-9s  %s\n", word, check.Name, check.Detail)
	}
	if !good {
		return errors.New("The token would be refused.")
	}
	_, err = fmt.Fprintln(a.stdout, "The token is valid.")
	return err
}
