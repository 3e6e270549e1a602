package main

const about = `Socket Chat Server: stock Socket.IO clients join channels with a signed token, one REST call reaches them all.

Exit codes: 0 ok, 1 the answer is no, 2 usage or settings.`

// commands is the command line, as kong reads it.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run the server, configured by the environment only."`
	Dev         devCommand         `cmd:"" help:"Run the server on this machine only, with a demo page and a well-known key."`
	Check       checkCommand       `cmd:"" help:"Check the settings and print them; never starts."`
	Key         keyCommand         `cmd:"" help:"Print the key that signs tokens and guards publishing."`
	Token       tokenCommand       `cmd:"" help:"Make or explain a join token."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask the server on PORT whether it is alive or ready."`
	Bench       benchCommand       `cmd:"" help:"Measure a server: how many clients, how fast, at what cost."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}
