package main

import (
	"fmt"
	"strings"
)

type keyCommand struct{}

// Help is printed below the command's usage.
func (keyCommand) Help() string {
	return `Reads HTTP_API_KEY and HTTP_API_KEY_FILE, and prints the key that signs tokens: the first. Back ends need it to sign and to publish. Exits 1 when there is none.

Examples:

  HTTP_API_KEY_FILE=/var/lib/socketchat/key socketchat key
  docker-compose exec socketchat socketchat key
`
}

// Run prints the key.
func (keyCommand) Run(a *app) error {
	l := load(a.environ, scopeKeys, a.limit)
	if len(l.problems) > 0 {
		a.complain(l.warnings)
		a.complain(l.problems)
		return &exit{code: exitNo}
	}
	for key := range strings.SplitSeq(l.value("HTTP_API_KEY").text, ",") {
		if key = strings.TrimSpace(key); key != "" {
			_, err := fmt.Fprintln(a.stdout, key)
			return err
		}
	}
	return &exit{exitNo, l.value("HTTP_API_KEY").row.missing}
}
