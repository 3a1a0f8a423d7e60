# Everything is built with one version of Go and these flags: the same source
# then gives the same bytes, and images.lock can pin the images made of them.
export GOTOOLCHAIN  := go1.26.8
export CGO_ENABLED  := 0
export GOFLAGS      :=
export GOAMD64      := v1
export GOARM64      := v8.0
export GOEXPERIMENT :=

BUILD  := go build -trimpath -buildvcs=false -ldflags='-s -w'
# The compiler makes bro after a profile. As default.pgo it would do so in vet and
# tests too, which then compile all that bro is made of twice.
PROFILE := cmd/bro/bro.pgo
HOST   := $(shell go env GOHOSTOS)/$(shell go env GOHOSTARCH)
LINUX  := linux/$(shell go env GOHOSTARCH)
IMAGES := $(filter-out $(HOST),linux/amd64 linux/arm64)

.PHONY: build appliance test test-kills calibrate bench pgo bench-blacklist bench-trace bench-probe fuzz agreement check web images publish clean

build: ## the three programs, into bin/
	@mkdir -p bin
	$(BUILD) -pgo=$(PROFILE) -o bin/ ./cmd/bro
	$(BUILD) -o bin/ ./cmd/brig-probe ./cmd/brig
	@if [ $(HOST) != $(LINUX) ]; then $(MAKE) --no-print-directory bin/$(LINUX); fi

appliance: build ## benchmark, store, compare, archive, show
	bin/brig appliance

test: build ## all tests (TESTFLAGS=-short leaves out the long ones)
	go test $(TESTFLAGS) ./...

KILLS ?= 100

test-kills: build ## kill brig, probe and engine at KILLS random moments; KILLSEED picks them
	go test ./cmd/brig -run '^TestKills$$' -count 1 -v -timeout 60m -kills $(KILLS) -killseed $(or $(KILLSEED),1)

bench: ## all benchmarks, and a table of ratios to plain Go (BENCHFLAGS: see bench/main.go)
	go run ./bench $(BENCHFLAGS)

agreement: ## the engine's logs against reference logs: make agreement CAPTURES=folder
	go run ./bro/agreement -o doc/agreement.md $(CAPTURES)

pgo: ## profile bro anew for the compiler, some minutes; builds take what is in cmd/bro/bro.pgo
	go test -trimpath ./bro -run '^$$' -bench 'Capture/step=scripts|^BenchmarkRun$$' -benchtime 3x -o /dev/null -cpuprofile $(CURDIR)/$(PROFILE)

bench-blacklist: ## load a blacklist of 10 million lines: time, memory, and plain Go's
	go test -run '^$$' -bench '^BenchmarkBlacklist$$' -benchtime 1x -timeout 30m ./bro/input -blacklist 10000000

bench-probe: ## what the probe costs an engine that never waits, at 10 Hz and 1 kHz, in 8 minutes (BENCHFLAGS: -time TIME -window TIME)
	go run ./bench/overhead $(BENCHFLAGS)

TRACEMB ?= 10000

bench-trace: build ## what a trace costs the engine, and decoding it, and one made up of TRACEMB megabytes of entries
	go run ./bench/trace -engine bin/bro -version 2 -procs 1,2
	go run ./bench/trace -engine bin/bro -version 1 -procs 1,2
	go run ./bench/trace -size $$(( $(TRACEMB) / 10 )) -version 2 -procs 1,2
	go run ./bench/trace -size $$(( $(TRACEMB) / 10 )) -version 1 -procs 1,2
	go run ./bench/trace -size $$(( $(TRACEMB) / 10 )) -version 1 -files
	go run ./bench/trace -size $(TRACEMB) -version 1 -pprof

CALIBRATETIME ?= 40m

calibrate: build ## how often a verdict is wrong, on real runs; goes on where it was stopped (CALIBRATETIME=0: only compares)
	go run ./bench/calibrate -time $(CALIBRATETIME) -o results/calibrate.md

FUZZTIME  ?= 10m
FUZZPROCS ?= 1
FUZZMEM   ?= 4000000 # kB of address space: a fuzzer that wants more crashes

# Go makes each input that shows something new smaller, for a minute unless told otherwise.
fuzz: ## every fuzzer for FUZZTIME; FUZZ=NAMES picks some. Crashers stay as tests
	@fuzzers=$$(go test -list '^($(or $(FUZZ),Fuzz.*))$$' ./...) || { echo "$$fuzzers"; exit 1; }; \
	echo "$$fuzzers" | awk '/^Fuzz/ { names[++n] = $$1 } $$1 == "ok" { while ( n ) print $$2, names[n--] }' | \
	while read pkg name; do \
		echo "== $$name in $$pkg"; \
		( ulimit -v $(FUZZMEM) 2> /dev/null; go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s -parallel $(FUZZPROCS) $$pkg < /dev/null ) || \
		{ echo "once more: go test -run '^$$name$$' $$pkg"; exit 1; }; \
	done

coverage: ## which grammar rules and built-in functions the language tests use
	go test ./bro/syntax -run TestCoverage -count=1 -args -update
	@cat bro/testdata/coverage.txt

check: build ## formatting, vet, go.mod, images.lock
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go mod tidy -diff
	$(MAKE) --no-print-directory $(addprefix bin/,$(IMAGES))
	bin/brig images verify --lock images/images.lock

web: ## rebuild web/dist (needs Node)
	$(MAKE) -C web

bin/linux/amd64 bin/linux/arm64: FORCE
	GOOS=linux GOARCH=$(notdir $@) $(BUILD) -pgo=$(PROFILE) -o $@/ ./cmd/bro
	GOOS=linux GOARCH=$(notdir $@) $(BUILD) -o $@/ ./cmd/brig-probe

images: build $(addprefix bin/,$(IMAGES)) ## the images of all platforms, and images.lock
	bin/brig images build --out bin/images --lock images/images.lock
	$(BUILD) -o bin/ ./cmd/brig

publish: build ## remake the published results, with more repeats than those who compare need
	bin/brig run published/pybrig-2013.toml --fresh --repeats 20 --bundle published/pybrig-2013.tar.zst
	bin/brig run published/input.toml --fresh --repeats 20 --bundle published/input.tar.zst

clean: ## remove what was built; results stay
	rm -rf bin

FORCE:
