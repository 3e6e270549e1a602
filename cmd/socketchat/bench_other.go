//go:build !linux

package main

import "errors"

type benchCommand struct{}

// Run says why there is no load generator here.
func (benchCommand) Run() error {
	return errors.New("bench needs epoll and runs on Linux only. It can aim at a server on any system: socketchat bench fanout --url http://HOST:PORT")
}
