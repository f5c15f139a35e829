# `make help` lists every target. The environment is .venv, made from a lock with hashes.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MODULES := app.py assistant tools knowledge graphrag tests benchmarks examples

.DEFAULT_GOAL := help
.PHONY: help run test test-slow check format lock catalogs openapi golden clean

help: ## List the targets
	@grep -hE '^[a-z%-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z%-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

run: $(VENV)/.runtime ## Make the environment, load the sample company, serve the chat
	@$(BIN)/shelftalk load --if-empty examples/nusa_delta
	@$(BIN)/shelftalk chat --port $(PORT)

test: $(VENV)/.test check ## Run every check and the quick tests
	@$(BIN)/pytest -m "not slow and not browser" $(PYTEST)

test-slow: $(VENV)/.test ## Run the slow tests and the browser tests
	@$(BIN)/pytest -m "slow or browser" $(PYTEST)

check: $(VENV)/.test ## Format, lint, imports, types, catalogs, generated docs
	@$(BIN)/ruff format --check -q $(MODULES)
	@$(BIN)/ruff check -q $(MODULES)
	@$(BIN)/lint-imports --no-cache | tail -n 2
	@$(BIN)/mypy
	@$(BIN)/python -m assistant.language.check_catalogs
	@$(BIN)/python -m knowledge.pack.docs --check
	@$(BIN)/python -m assistant.http.document --check

format: $(VENV)/.test ## Mend format and what ruff can mend by itself
	@$(BIN)/ruff format $(MODULES)
	@$(BIN)/ruff check --fix $(MODULES)

bench-%: $(VENV)/.test ## Run one benchmark: load, story, retrieval, routing, ask …
	@$(BIN)/python -m benchmarks.$*

lock: $(VENV)/.test ## Resolve the dependencies again and write both locks
	@$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --group test pyproject.toml -c requirements.lock -o requirements-test.lock

catalogs: $(VENV)/.test ## Collect messages from the code into locales/*/LC_MESSAGES/*.po
	@$(BIN)/python -m assistant.language.collect

openapi: $(VENV)/.test ## Write docs/openapi.json, the description of the HTTP interface
	@$(BIN)/python -m assistant.http.document

golden: $(VENV)/.test ## Tell the golden stories again into tests/golden; read the diff
	@$(BIN)/python -m tests.golden

clean: ## Remove the environment and everything that was loaded
	rm -rf $(VENV) .shelftalk .mypy_cache .ruff_cache .pytest_cache .files

# The stamps are newer than their lock exactly when the environment matches it.
# Progress: pip counts packages itself; -q would leave a newcomer before a silent minute.
$(VENV)/.runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || { echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@if test -e $(VENV)/.test; then $(MAKE) --no-print-directory $(VENV)/.test; \
	 else $(MAKE) --no-print-directory install LOCK=requirements.lock; fi
	@touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml
	@test -x $(BIN)/python || { echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@$(MAKE) --no-print-directory install LOCK=requirements-test.lock
	@touch $@ $(VENV)/.runtime

.PHONY: install
install:
	@echo "Installing $$(grep -c '==' $(LOCK)) packages from $(LOCK) (about two minutes) …"
	@$(BIN)/python -m pip install --no-deps --require-hashes --disable-pip-version-check -r $(LOCK) \
	    2>&1 | awk -v total=$$(grep -c '==' $(LOCK)) -f .ci/progress.awk
	@$(BIN)/python -m pip install --no-deps --no-build-isolation --disable-pip-version-check -q -e .
	@$(BIN)/python -m pip check -q --disable-pip-version-check
