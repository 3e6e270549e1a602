package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"syscall"
	"time"

	"socketchat/httpapi"
	"socketchat/internal/hub"
	"socketchat/internal/later"
	"socketchat/protocol/rawjson"
	"socketchat/web"
)

// What dev uses in place of secrets. The same stand in the README's first minute.
const (
	devKey     = "test-api-key"
	devChannel = "test-123"
)

// devPrinter prints one line for each join and each publish. It stands between the API and
// the log as a Publisher, and hears of joins as an Observer.
type devPrinter struct {
	hub *hub.Hub
	log httpapi.Publisher

	mu  sync.Mutex
	out io.Writer // guarded by mu
}

// Joined prints a join.
func (d *devPrinter) Joined(channel string) {
	d.printf("join     %s  %s\n", strconv.Quote(channel), subscribers(d.hub.Members(channel)))
}

// Publish appends to the log and prints what became of it.
func (d *devPrinter) Publish(channel string, packet []byte, deadline time.Time, q later.Queue, done func(string, error)) {
	d.log.Publish(channel, packet, deadline, q, func(cursor string, err error) {
		what := strconv.Quote(channel) + " " + eventName(packet)
		if err != nil {
			d.printf("publish  %s  failed: %v\n", what, err)
		} else {
			d.printf("publish  %s  %s\n", what, d.reach(channel))
		}
		done(cursor, err)
	})
}

// reach tells how many got a broadcast, and when nobody did, which channel may be meant.
func (d *devPrinter) reach(channel string) string {
	n := d.hub.Members(channel)
	if n > 0 {
		return subscribers(n)
	}
	hint := ""
	if other, members, ok := d.hub.Nearest(channel); ok {
		hint = fmt.Sprintf("; did you mean %q (%d)?", other, members)
	}
	return fmt.Sprintf("0 subscribers: nobody is in %q%s", channel, hint)
}

func (d *devPrinter) printf(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = fmt.Fprintf(d.out, format, args...)
}

func subscribers(n int64) string {
	if n == 1 {
		return "1 subscriber"
	}
	return strconv.FormatInt(n, 10) + " subscribers"
}

// eventName returns the name in a packet like 2["event",data], quoted.
func eventName(packet []byte) string {
	elements, err := rawjson.Elements(packet[1:], nil)
	if err != nil || len(elements) == 0 {
		return "?"
	}
	return string(elements[0])
}

// printWelcome prints where the demo page is and what to paste.
func (d *devPrinter) printWelcome(s *Settings) {
	url := "http://localhost:" + strconv.Itoa(s.Port)
	d.printf(`Demo page:  %[1]s

Publish to it:

  curl --location --request POST '%[1]s/api/socket/events' --header 'Content-Type: application/json' --header 'X-Api-Key: %[2]s' --data-raw '{"channel":"%[3]s","event":"join-channel","data":{"user_id":1}}'

In a page of your own:

  %[4]s
  <script>
    const socket = io("%[1]s");
    socket.on("connect", async () => {
      const { token } = await (await fetch("%[1]s/token?channel=%[3]s")).json();
      socket.emit("join", token, console.log);
    });
    socket.on("join-channel", (data) => console.log(data));
  </script>

`, url, devKey, devChannel, clientScript(url+s.SocketPath, web.HasBundle()))
}

// clientScript is the element that loads the client into any page: from the endpoint at url when
// it is bundled, else from a CDN, which is held to the file's hash.
func clientScript(url string, bundled bool) string {
	if bundled {
		return `<script src="` + url + `socket.io.js"></script>`
	}
	return `<script src="` + web.ClientURL + `" integrity="` + web.ClientIntegrity + `" crossorigin="anonymous"></script>`
}

// listenError says in one line why an address could not be bound, and how to choose another.
func listenError(err error, s *Settings) error {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return err
	}
	command := "serve"
	if s.Dev {
		command = "dev"
	}
	return fmt.Errorf("port %d is taken by another program (%w). Choose another: PORT=%d socketchat %s",
		s.Port, err, s.Port%65535+1, command)
}
