// Command client is a Socket.IO client in Go, told what to do by ../program.mjs.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/zishang520/socket.io/clients/socket/v3"
	server "github.com/zishang520/socket.io/servers/socket/v3"
	"github.com/zishang520/socket.io/v3/pkg/types"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(url, transport, auth string) error {
	opts := socket.DefaultOptions()
	opts.SetReconnectionDelay(50)
	opts.SetReconnectionDelayMax(200)
	opts.SetTimeout(20 * time.Second)
	switch transport {
	case "websocket":
		opts.SetTransports(types.NewSet(socket.WebSocket))
	case "polling":
		opts.SetTransports(types.NewSet(socket.Polling))
	default:
		opts.SetTransports(types.NewSet(socket.Polling, socket.WebSocket))
	}
	var payload map[string]any
	if err := json.Unmarshal([]byte(auth), &payload); err != nil {
		return err
	}
	opts.SetAuth(payload)
	client, err := socket.Connect(url, opts)
	if err != nil {
		return err
	}
	listen(client)
	defer client.Disconnect()
	return obey(client)
}

func listen(client *socket.Socket) {
	client.On("connect", func(...any) { report("connect") })
	client.On("disconnect", func(...any) { report("disconnect") })
	client.On("connect_error", func(args ...any) { report("error", fmt.Sprint(args...)) })
	client.OnAny(func(args ...any) {
		name, args := args[0], args[1:]
		var ack server.Ack
		if n := len(args); n > 0 {
			if f, ok := args[n-1].(server.Ack); ok {
				ack, args = f, args[:n-1]
			}
		}
		report("event", name, wrap(args))
		if ack != nil {
			ack(append(append([]any{}, args...), "back"), nil)
		}
	})
}

// obey does what the lines say until there are no more.
func obey(client *socket.Socket) error {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil
		}
		var command []any
		if err := json.Unmarshal(line, &command); err != nil {
			return err
		}
		switch command[0] {
		case "emit":
			err = client.Emit(command[1].(string), unwrap(command[2]).([]any)...)
		case "ask":
			id := command[1]
			client.EmitWithAck(command[2].(string), unwrap(command[3]).([]any)...)(func(args []any, err error) {
				report("ack", id, wrap(args))
			})
		case "close":
			return nil
		}
		if err != nil {
			return err
		}
	}
}

var output sync.Mutex

func report(line ...any) {
	text, err := json.Marshal(line)
	if err != nil {
		text, _ = json.Marshal([]string{"error", err.Error()})
	}
	output.Lock()
	defer output.Unlock()
	fmt.Printf("%s\n", text)
}

// wrap makes JSON of bytes: {"$bytes": base64}.
func wrap(value any) any {
	switch v := value.(type) {
	case []any:
		items := []any{}
		for _, item := range v {
			items = append(items, wrap(item))
		}
		return items
	case map[string]any:
		members := map[string]any{}
		for key, item := range v {
			members[key] = wrap(item)
		}
		return members
	case []byte:
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(v)}
	case types.BufferInterface:
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(v.Bytes())}
	case io.Reader:
		b, _ := io.ReadAll(v)
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(b)}
	}
	return value
}

func unwrap(value any) any {
	switch v := value.(type) {
	case []any:
		items := []any{}
		for _, item := range v {
			items = append(items, unwrap(item))
		}
		return items
	case map[string]any:
		if text, ok := v["$bytes"].(string); ok {
			b, _ := base64.StdEncoding.DecodeString(text)
			return b
		}
		members := map[string]any{}
		for key, item := range v {
			members[key] = unwrap(item)
		}
		return members
	}
	return value
}
