// Command socketchat serves Socket.IO clients that join channels with signed tokens, and
// hands them what backends publish by REST. It is the only place that reads the environment.
package main

import "os"

func main() {
	a := &app{run: run, environ: os.Environ(), stdout: os.Stdout, stderr: os.Stderr, limit: descriptorLimit()}
	os.Exit(a.main(os.Args[1:]))
}
