package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the Makefile (-ldflags -X).
var version string

type versionCommand struct{}

// Help is printed below the command's usage.
func (versionCommand) Help() string {
	return "Example:\n\n  socketchat version\n"
}

// Run prints one line: the version, the Go it was built with, the platform.
func (versionCommand) Run(a *app) error {
	_, err := fmt.Fprintf(a.stdout, "socketchat %s %s %s/%s\n",
		buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// buildVersion returns the version that was built in, or what the Go tool knows of it.
func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
