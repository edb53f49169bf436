# Understudy. `make run` starts the server, `make test` runs every test; each installs what it needs first.
# SWIFT names another toolchain: make run SWIFT=/opt/swift/bin/swift
SWIFT ?= swift
PYTHON ?= python3
export SWIFT PYTHON

.DEFAULT_GOAL := help
.PHONY: help run build test test-docker check bench bench-pages bench-retrieval bench-vectors format clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

run: ## Install what is missing, build, start the server. ARGS="--port 9000" are passed on.
	@scripts/build-release
	@exec .build/release/understudy serve $(ARGS)

build: ## Build the server for release, as make run does.
	@scripts/build-release

test: ## Install what the tests need, run all of them.
	@scripts/test

test-docker: ## Rehearse the deployment with Docker, on a machine inside of this one. Needs root.
	@scripts/test-docker

check: ## Hold formatting, dependency directions, file sizes and forbidden words.
	@scripts/install-deps check
	@scripts/check

bench: build ## Measure against a fixed upstream; BENCH_PEERS=1 adds other gateways.
	@scripts/install-deps bench
	@exec $(PYTHON) Benchmarks/run $(ARGS)

bench-pages: build ## Measure the page on a slow phone, and the API with 10 and 1,000 conversations.
	@scripts/install-deps test
	@scripts/install-python
	@exec .venv/bin/python Benchmarks/pages.py $(ARGS)

bench-retrieval: build ## Measure the search for words on 100,000 passages, beside bm25s.
	@scripts/install-deps bench
	@[ -x .venv-bench/bin/python ] || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r Benchmarks/requirements-retrieval.txt
	@exec .venv-bench/bin/python Benchmarks/retrieval.py $(ARGS)

bench-vectors: build ## Measure the vector store in process beside NumPy.
	@scripts/install-deps test
	@scripts/install-python
	@exec .venv/bin/python Benchmarks/vectors.py $(ARGS)

format: ## Format every Swift file.
	@$(SWIFT) format -i -r -p Package.swift Sources Tests

clean: ## Remove what was built; data stays.
	@rm -rf .build .venv .venv-bench
