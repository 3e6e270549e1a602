package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// healthcheckTimeout is under the time that orchestrators give a check by default.
const healthcheckTimeout = 3 * time.Second

type healthcheckCommand struct {
	Ready bool `help:"Ask /readyz (takes publishes) instead of /healthz (alive)."`
}

// Help is printed below the command's usage.
func (healthcheckCommand) Help() string {
	return `Reads HOST and PORT. Exits 0 when the answer is 200, else 1.

Examples:

  socketchat healthcheck
  PORT=3001 socketchat healthcheck --ready
`
}

// Run asks and prints the answer.
func (c healthcheckCommand) Run(a *app) error {
	l, err := a.settings(scope{names: []string{"HOST", "PORT"}})
	if err != nil {
		return err
	}
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	url := "http://" + net.JoinHostPort(dialHost(l.Host), strconv.Itoa(l.Port)) + path
	status, body, err := get(url)
	if err != nil {
		return fmt.Errorf("%s: %w. Is the server running, with this PORT?", url, err)
	}
	if status != http.StatusOK {
		return fmt.Errorf("%s: %d %s", url, status, body)
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d %s\n", url, status, body)
	return err
}

// dialHost turns the address to listen on into one that can be dialled.
func dialHost(host string) string {
	switch host {
	case "", "0.0.0.0":
		return "127.0.0.1"
	case "::":
		return "::1"
	default:
		return host
	}
}

// get fetches url without any proxy and returns the first 4 KiB of the body, trimmed.
func get(url string) (status int, body string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), healthcheckTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return 0, "", cause(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	return res.StatusCode, strings.TrimSpace(string(b)), err
}
