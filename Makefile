# Runnel: `make run` starts it, `make test` checks it; both set up what they need.

GO      ?= go
BIN     := bin/runnel
SHARED  ?= ../shared
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
SOURCES := $(shell find cmd nodes runtime workflows -name '*.go' -not -name '*_test.go' 2>/dev/null) ui/embed.go go.mod go.sum
EDITOR_SOURCES := $(shell find ui/src ui/public -type f -not -name '*.test.ts*' 2>/dev/null) ui/index.html ui/vite.config.ts ui/package.json
# The editor is built where Node is new enough for its tools; without it the program is built without the editor.
NODE    := $(shell node -e 'const [a, b] = process.versions.node.split("."); if (a > 20 || (a == 20 && b >= 19)) console.log("yes")' 2>/dev/null)
EDITOR  := $(if $(NODE),ui/dist/index.html)

.PHONY: run test build editor lint race bench conformance compatibility docs clean help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

build: $(BIN) ## build the one static binary
$(BIN): $(SOURCES) $(EDITOR)
	@if [ -z '$(NODE)' ]; then echo 'No Node 20.19 or newer here: the program is built without the editor.'; fi
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/runnel

editor: $(EDITOR) ## build the editor, which the binary embeds
	@if [ -z '$(NODE)' ]; then echo 'The editor needs Node 20.19 or newer.' >&2; exit 1; fi
ui/node_modules/.package-lock.json: ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	@touch $@
ui/dist/index.html: $(EDITOR_SOURCES) ui/node_modules/.package-lock.json
	cd ui && npm run build

run: $(BIN) ## start the server on http://127.0.0.1:5678 with the workflows of workflows/examples
	$(BIN) start --listen 127.0.0.1:5678 --workflows workflows/examples

test: lint editor-test ## every test, with the race detector where a C compiler is at hand; the editor's need Node
	@if command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1; then \
		CGO_ENABLED=1 $(GO) test -race ./...; \
	else \
		echo 'No C compiler here: the tests run without the race detector.'; CGO_ENABLED=0 $(GO) test ./...; \
	fi

.PHONY: editor-test
editor-test: $(BIN) ## the editor: format, types, unit tests, and the editor in a real browser
	@if [ -z '$(NODE)' ]; then echo 'No Node 20.19 or newer here: the tests of the editor are left out.'; \
	else cd ui && npm run lint && npm run types && npm test && npm run e2e; fi

lint: ## gofmt, go vet, staticcheck
	@bad=$$(gofmt -l cmd nodes runtime workflows); if [ -n "$$bad" ]; then echo "gofmt these files:"; echo "$$bad"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: ## every claim of speed and memory, each beside its baseline in the same run
	$(GO) test -run '^$$' -bench . -benchtime 2s -timeout 30m ./cmd/runnel ./runtime/value ./runtime/expr ./runtime/js ./runtime/engine ./runtime/trigger/cron ./nodes

conformance: $(BIN) ## compare with the recorded behaviour of n8n in ../shared
	$(GO) run ./cmd/conformance --bin $(BIN) --data $(SHARED)

compatibility: $(BIN) ## the same, and write docs/compatibility.md and the list of passing cases
	$(GO) run ./cmd/conformance --bin $(BIN) --data $(SHARED) --update --report docs/compatibility.md

docs: $(BIN) ## write docs/expressions.md and the pages of the nodes, docs/nodes, anew
	$(GO) test ./runtime/expr -run '^TestPage$$' -update
	$(BIN) docs nodes --write docs/nodes

clean: ## remove what was built
	rm -rf bin ui/dist ui/node_modules
