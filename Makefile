# Runnel: `make run` starts it, `make test` checks it; both set up what they need.

GO      ?= go
BIN     := bin/runnel
SHARED  ?= ../shared
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
SOURCES := $(shell find cmd nodes runtime workflows -name '*.go' -not -name '*_test.go' 2>/dev/null) go.mod go.sum

.PHONY: run test build lint race bench conformance compatibility clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 24

build: $(BIN) ## build the one static binary
$(BIN): $(SOURCES)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/runnel

run: $(BIN) ## start the server on http://127.0.0.1:5678 with the workflows of workflows/examples
	$(BIN) start --listen 127.0.0.1:5678 --workflows workflows/examples

test: lint ## every test, with the race detector where a C compiler is at hand
	@if command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1; then \
		CGO_ENABLED=1 $(GO) test -race ./...; \
	else \
		echo 'No C compiler here: the tests run without the race detector.'; CGO_ENABLED=0 $(GO) test ./...; \
	fi

lint: ## gofmt, go vet, staticcheck
	@bad=$$(gofmt -l cmd nodes runtime workflows); if [ -n "$$bad" ]; then echo "gofmt these files:"; echo "$$bad"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: ## every claim of speed and memory, each beside its baseline in the same run
	$(GO) test -run '^$$' -bench . -benchtime 2s -timeout 30m ./cmd/runnel ./runtime/value ./runtime/expr ./runtime/js ./runtime/engine ./runtime/trigger/cron

conformance: $(BIN) ## compare with the recorded behaviour of n8n in ../shared
	$(GO) run ./cmd/conformance --bin $(BIN) --data $(SHARED)

compatibility: $(BIN) ## the same, and write docs/compatibility.md and the list of passing cases
	$(GO) run ./cmd/conformance --bin $(BIN) --data $(SHARED) --update --report docs/compatibility.md

clean: ## remove what was built
	rm -rf bin
