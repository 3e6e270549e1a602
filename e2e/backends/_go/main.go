package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	key, channel, data := os.Args[1], os.Args[2], json.RawMessage(os.Args[3])
	var out string
	var err error
	if len(os.Args) > 4 {
		out, err = Publish(context.Background(), os.Args[4], key, channel, os.Args[5], data)
	} else {
		out, err = JoinToken(key, channel, data, time.Minute)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out)
}
