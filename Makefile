# Every habit of this project. `make` alone lists them.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
LIGHT := $(VENV)/.light
BULK := $(VENV)/.bulk
READY := $(VENV)/.ready
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
  --python-version 3.11 --constraint constraints.txt
QUERY ?= visual token compression
WORKERS ?= auto
BARE = .venv-light-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast test-light lint format typecheck check bench peers torture docs
.PHONY: lock clean test-milvus

help: ## list these habits
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What asks and adds days, half a gigabyte; then sentence-transformers, with torch; then the tools.
$(LIGHT): requirements-light.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --requirement requirements-light.txt
	$(PIP) --no-deps --editable .
	$(BIN)/python -m compileall -q papersearch  # pip leaves an editable package uncompiled
	@touch $@

$(BULK): $(LIGHT) pyproject.toml
	$(PIP) --editable .
	@touch $@

$(READY): $(BULK) pyproject.toml
	$(PIP) --editable '.[dev]'
	@touch $@

setup: $(READY) ## make a virtual environment with the tested versions, for development

run: $(LIGHT) ## index the sample digests and answer a query; QUERY="..." for another
	$(BIN)/papersearch index examples/digests
	$(BIN)/papersearch query "$(QUERY)" -k 5
	@echo
	@echo 'That was a papersearch that asks and adds days. Now sentence-transformers, for much work and'
	@echo 'other models (about 1 GB with torch); whoever does not need it may stop here with Ctrl-C.'
	$(MAKE) --no-print-directory $(BULK)
	@echo
	@echo 'Try next:'
	@echo '  make run QUERY="robots that notice their own failures"'
	@echo '  $(BIN)/papersearch similar 2407.02392'
	@echo '  $(BIN)/papersearch index YOUR-DIGESTS     # any shape: $(BIN)/papersearch read says what is read'
	@echo '  $(BIN)/papersearch --help'

test: setup ## run all tests, as many at once as there are cores; WORKERS=0 for one by one
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(AGAIN)

test-fast: setup ## run the tests that take no more than a few seconds
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

test-light: ## the same without torch, in an environment of its own; PYTHON=python3.13 for another
	$(PYTHON) -m venv $(BARE)
	$(BARE)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --requirement tests/requirements-light.txt
	$(BARE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BARE)/bin/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(AGAIN)

# An old server (2.3), and the newest that pip brings; what it needs is no part of this project.
build/milvus/.ready:
	$(PYTHON) -m venv build/milvus
	build/milvus/bin/python -m pip install --quiet --disable-pip-version-check 'setuptools<81' milvus==2.3.5
	@touch $@

build/milvus: build/milvus/.ready

# Those that stop and start it have one of their own; the others share one, and mostly wait for its clock.
test-milvus: export PAPERSEARCH_MILVUS_SERVER = build/milvus/bin/milvus-server
test-milvus: setup build/milvus/.ready ## run the tests that need a real Milvus server, which they start
	$(BIN)/python -m pytest -m server tests/store/milvus/test_server.py $(AGAIN)
	$(BIN)/python -m tests.milvus_server $(BIN)/python -m pytest -m server -n 4 --dist worksteal \
	  --ignore tests/store/milvus/test_server.py $(AGAIN) $(TESTS)

lint: setup ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

typecheck: setup ## check types, strictly
	$(BIN)/mypy

check: lint typecheck ## lint and typecheck

bench: setup ## measure, as ratios in one run; DIGESTS=folder for other digests
	$(BIN)/python -m benchmarks $(DIGESTS)

peers: setup ## measure its peers beside it; DIGESTS=folder, PEERS="--only txtai ..." for options
	$(BIN)/python -m benchmarks.peers $(PEERS) $(or $(DIGESTS),examples/digests)

torture: setup ## kill, damage, fuzz and mutate for up to 15 minutes; count what was survived
	$(BIN)/python -m torture

docs: setup ## write docs/cli.md, the tables of docs/output.md, and the output that README.md shows
	$(BIN)/python -m docs.generate

lock: setup ## write requirements*.lock, the exact versions with their hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) requirements-light.txt --output-file requirements-light.lock
	$(COMPILE) pyproject.toml --output-file requirements.lock

clean: ## remove what was set up and built, and nothing else in index/
	rm -rf $(VENV) .venv-light-* build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	$(PYTHON) -c "from pathlib import Path; from papersearch.store.local.emptying import empty; empty(Path('index'))"
