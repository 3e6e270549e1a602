# make run    first minute: build and start the server on this machine, with its demo page
# make test   everything: installs what it needs, unit tests under the race detector, e2e
# make bench  the figures of docs/bench.md, on this machine
# make check  format, vet, lint; no tests
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -X main.version=$(VERSION)
TOOLS := .cache/bin
FUZZTIME ?= 10m

.PHONY: run build bundle test test-long check format vet lint cross fuzz tools clean

run: bundle build
	exec bin/socketchat dev

build:
	go build -ldflags '$(LDFLAGS)' -o bin/socketchat ./cmd/socketchat

# The stock client for the demo page, from npm; without npm the page loads it from a CDN.
bundle:
	@sh web/bundle.sh

test:
	scripts/test

# Also what takes minutes: soaks, thousands of clients, faults one after the other.
test-long:
	SOCKETCHAT_LONG=1 scripts/test

# All three even if the first fails: make -k check.
check: format vet lint

format: tools
	@unformatted=$$($(TOOLS)/gofumpt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi

vet:
	go vet ./...
	go vet -tags netloop ./...

lint: tools
	$(TOOLS)/golangci-lint run

# The systems a laptop may have.
cross:
	GOOS=darwin GOARCH=arm64 go build -o /dev/null ./cmd/socketchat
	GOOS=windows GOARCH=amd64 go build -o /dev/null ./cmd/socketchat

# Each fuzz target for FUZZTIME.
fuzz:
	FUZZTIME=$(FUZZTIME) scripts/fuzz

# The linter takes minutes to build the first time.
tools: $(TOOLS)/golangci-lint

$(TOOLS)/golangci-lint: tools/go.mod tools/go.sum
	@echo "building gofumpt and golangci-lint; this takes minutes, once" >&2
	cd tools && nice -n 19 go build -o ../$(TOOLS)/ mvdan.cc/gofumpt github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

clean:
	rm -rf bin .cache

# The table of docs/bench.md, measured on this machine against the floor; takes about 8 minutes.
.PHONY: bench
bench: build
	bench/table.sh bin/socketchat
