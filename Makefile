# Targets for people; `make help` lists them. CI runs `make check`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
GO ?= go

TOOLS := contracts/node_modules/.package-lock.json
FORGE := node_modules/.bin/forge
ABIS := contracts/out/.built
SOLIDITY := $(shell find contracts/src contracts/test -name '*.sol' 2>/dev/null) contracts/foundry.toml contracts/solc-wrapper
GO_FILES := $(shell find . -name '*.go' -not -path './contracts/*' 2>/dev/null) go.mod go.sum

# The Go toolchain that go.mod names, whatever is installed, and nothing that a
# person has set for other builds: then the same commit gives the same bytes.
GO_VERSION := $(shell sed -n 's/^go //p' go.mod)
RELEASE_ENV := GOTOOLCHAIN=go$(GO_VERSION) GOENV=off GOFLAGS= GOEXPERIMENT= GOFIPS140=off GOAMD64=v1 CGO_ENABLED=1 CC=gcc CXX=g++ \
	CGO_CFLAGS='-O2 -g0' CGO_CXXFLAGS='-O2 -g0' CGO_CPPFLAGS= CGO_LDFLAGS='-O2' LC_ALL=C
RELEASE_FLAGS := -trimpath -buildvcs=true -ldflags='-s -w -buildid= -extldflags=-Wl,--build-id=none'

.PHONY: help tools contracts bindings build release-binary release reproducible packaging demo test test-go test-contracts e2e committee browser screenshot chaos latency soak bench fuzz ptx ptx-profile gpu-test gpu-bench build-cuda gas storage check fmt vet lint docs clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' | awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'

tools: $(TOOLS) ## install Foundry, solc and OpenZeppelin from npm, as pinned by the lock file
$(TOOLS): contracts/package-lock.json
	cd contracts && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

contracts: $(ABIS) ## compile the contracts
$(ABIS): $(TOOLS) $(SOLIDITY)
	cd contracts && $(FORGE) build
	touch $@

bindings: $(ABIS) ## regenerate the Go bindings from the compiled contracts
	$(GO) run ./tools/bindgen

build: build/oracled ## build the binary, build/oracled
build/oracled: $(GO_FILES)
	@mkdir -p build
	$(GO) build -trimpath -o $@ ./cmd/oracled

release-binary: ## build/release-binary/oracled, the binary of a release
	@mkdir -p build/release-binary
	$(RELEASE_ENV) $(GO) build $(RELEASE_FLAGS) -o build/release-binary/oracled ./cmd/oracled

# tools/release is a module of its own, pinned by its go.sum.
release: ## archive, bill of materials and checksums of HEAD to build/release
	cd tools/release && $(GO) run -buildvcs=false . -repository ../.. -out ../../build/release

reproducible: ## the same, built twice in different places with empty caches, and compared
	cd tools/release && $(GO) run -buildvcs=false . -repository ../.. -out ../../build/release -again

packaging: ## vet, lint and test what makes releases and how they are packed
	staticcheck=$$($(GO) tool -n staticcheck) && cd tools/release && $(GO) vet ./... && $$staticcheck ./... && $(GO) test -race ./...

demo: $(TOOLS) build ## run the main job on three local chains (KEEP=1 leaves it running)
	$(GO) build -trimpath -o build/demo-run ./testnet/demo
	build/demo-run $(if $(KEEP),-keep)

test: test-contracts test-go e2e ## all tests: contracts, Go with -race, scenarios on real chains, bindings and docs up to date

# They compare the bindings with the compiled contracts.
test-go: $(ABIS) ## the Go tests but the scenarios, with -race
	$(GO) test -race -timeout 20m $$($(GO) list ./... | grep -v '^oracled/testnet$$')
	cd tools/promeval && $(GO) test ./...

test-contracts: $(ABIS) ## the contracts' tests: unit, fuzz, invariants; and that the snapshots of gas and storage are up to date
	cd contracts && $(FORGE) test
	cd contracts && FORGE_SNAPSHOT_CHECK=true $(FORGE) test --isolate --match-contract GasTest
	$(GO) run ./tools/storagelayout -check

# The scenarios run in real time, several beside each other and nothing else
# beside them. What they passed with is the binary too, so no result is kept.
e2e: $(TOOLS) ## the scenarios on real chains, with -race (V=1: with what happens in each)
	$(GO) test -race -count=1 -timeout 30m $(if $(V),-v) ./testnet

committee: $(TOOLS) ## the scenarios with 7 liars and with 31 operators, and how fast operators agree; minutes of every core
	$(GO) test -tags long -count=1 -timeout 30m -v -run 'TestQuorumOf|TestSevenLiars|TestManyLiars' ./testnet

PAGES := testnet/browser/node_modules/.package-lock.json
$(PAGES): testnet/browser/package-lock.json
	cd testnet/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# Chromium is Debian's; apt waits for others that install something.
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM
$(CHROMIUM):
	@if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then echo "no browser at $@: install Debian's chromium, or say CHROMIUM=where it is"; exit 1; fi
	apt-get -qq -o DPkg::Lock::Timeout=300 update
	DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium

browser: $(TOOLS) $(PAGES) | $(CHROMIUM) ## look at the dashboard in headless Chromium, through rounds on real chains
	$(GO) vet -tags browser ./testnet/browser
	$(GO) test -tags browser -count=1 -timeout 5m ./testnet/browser

screenshot: $(PAGES) | $(CHROMIUM) ## docs/images/dashboard.png, from a demo that was left running (URL=where its dashboard is)
	node testnet/browser/dashboard.mjs shot $(URL) docs/images/dashboard.png

# geth is a module of its own under tools/geth, pinned by its go.sum.
build/geth: tools/geth/go.mod tools/geth/go.sum
	@mkdir -p build
	cd tools/geth && $(GO) build -trimpath -o ../../build/geth github.com/ethereum/go-ethereum/cmd/geth

build/chaos-run: $(GO_FILES)
	@mkdir -p build
	$(GO) build -trimpath -o $@ ./testnet/chaosrun

CHAIN ?= anvil
CHAOS_NODE = $(if $(filter geth,$(CHAIN)),-geth build/geth,$(if $(filter anvil,$(CHAIN)),,$(error CHAIN=$(CHAIN): anvil or geth)))
CHAOS_FLAGS = $(CHAOS_NODE) $(if $(SEED),-seed $(SEED)) $(if $(ONLY),-only $(ONLY))
CHAOS_NEEDS = $(TOOLS) build build/chaos-run $(if $(filter geth,$(CHAIN)),build/geth)

chaos: $(CHAOS_NEEDS) ## faults of every kind over a running scenario, to build/chaos.json (SHORT=1: under two minutes; CHAIN=geth; SEED=n, ONLY=kinds)
	build/chaos-run $(if $(SHORT),-short) $(CHAOS_FLAGS) $(if $(filter geth,$(CHAIN)),-out build/chaos-geth.json)

AGENTS ?= 1000
latency: $(TOOLS) build build/chaos-run ## blocks from the close of a round to its outcome at AGENTS (1000) agents, to build/latency.json
	build/chaos-run -latency $(AGENTS) -out build/latency.json

MINUTES ?= 30
soak: $(CHAOS_NEEDS) ## faults over one daemon for MINUTES (30), with its memory and goroutines, to build/soak.json
	build/chaos-run -soak $(MINUTES)m $(CHAOS_FLAGS) -out build/soak.json

bench: ## benchmarks to build/bench.json (ONLY=name for some)
	@mkdir -p build
	$(GO) run ./tools/bench $(if $(ONLY),-only $(ONLY))

FUZZTIME ?= 30s
fuzz: ## each Go fuzz target for FUZZTIME (default 30s)
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
		echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p; done; done

ptx: ## compile the CUDA sources to the PTX beside them, and print registers and spills (INSTALL=1 first installs nvcc, 1.5 GB of Debian's non-free)
	$(if $(INSTALL),tools/cuda/install.sh compiler)
	$(GO) run ./tools/ptx -registers 80,90

ptx-profile: ## count what the committed PTX executes and asks of memory, without a GPU
	$(GO) run ./tools/ptxprofile

# These need cuda.h and a libcuda.so to link against, or its stub; INSTALL=1
# installs them from Debian's non-free. The first two need a GPU and its driver.
gpu-test gpu-bench build-cuda: export CGO_LDFLAGS += -L/usr/lib/$(shell gcc -dumpmachine)/stubs
gpu-test: ## the conformance suite on this machine's GPU
	$(if $(INSTALL),tools/cuda/install.sh headers)
	ORACLED_GPU=1 $(GO) test -tags cuda -count=1 -v ./compute/cuda/driver

gpu-bench: ## what this machine's GPU reaches of what is promised
	$(if $(INSTALL),tools/cuda/install.sh headers)
	$(GO) run -tags cuda ./tools/gpubench

build-cuda: ## build build/oracled with the CUDA backend; it also starts where there is no GPU
	$(if $(INSTALL),tools/cuda/install.sh headers)
	@mkdir -p build
	$(GO) build -tags cuda -trimpath -o build/oracled ./cmd/oracled

gas: $(ABIS) ## gas of whole transactions to contracts/snapshots/, beside its floor in build/gas.json
	cd contracts && FORGE_SNAPSHOT_EMIT=true $(FORGE) test --isolate --match-contract GasTest
	$(GO) run ./tools/gastable

storage: $(ABIS) ## where the contracts' variables lie, to contracts/snapshots/storage/
	$(GO) run ./tools/storagelayout

# What fails soon comes first.
check: fmt vet lint packaging test-contracts test-go browser ## what CI runs: formatting, vet, lint, all tests, the browser, the short form of chaos
	$(MAKE) chaos SHORT=1
	$(MAKE) e2e

fmt: ## fail if a file is not formatted
	@out=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null)); if [ -n "$$out" ]; then echo "not formatted (run gofmt -w):"; echo "$$out"; exit 1; fi

vet: ## go vet
	$(GO) vet ./...
	cd tools/promeval && $(GO) vet ./...

lint: ## staticcheck, as pinned by go.mod
	$(GO) tool staticcheck $$($(GO) list ./... | grep -v '/bindings$$')

docs: ## rewrite the generated documents: configuration, commands, manual, metrics, architecture
	$(GO) test ./config -update # the manual is written from what this writes
	$(GO) test ./cmd/oracled ./internal/daemon ./internal/archtest -update

clean: ## remove what was built; tools stay
	rm -rf build contracts/out contracts/cache
