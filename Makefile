# Every command of the project. `make` alone lists them.
PY ?= python3
PORT ?= 8000
T ?= tests
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
RUN_STAMP := $(VENV)/.run.stamp
TEST_STAMP := $(VENV)/.test.stamp

.DEFAULT_GOAL := help
.PHONY: help install install-test run test check format bench lock snapshot demo-reset browser translations

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PY) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' || \
	  { echo "Portfolio needs Python 3.11 to 3.13; '$(PY)' is another. Try: make PY=python3.12" >&2; exit 1; }
	@if [ -n "$(UV)" ]; then $(UV) venv -q --python "$$(command -v $(PY))" $(VENV); \
	else $(PY) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  echo "Installing python3-venv ..."; \
	  (apt-get update -qq && apt-get install -y -qq python3-venv) >/dev/null 2>&1; \
	  $(PY) -m venv $(VENV); } || \
	  { echo "python3 -m venv failed. On Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }; fi

$(RUN_STAMP): requirements.lock | $(BIN)/python
	@echo "Installing the locked dependencies ..."
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) $(UV) pip install -q --require-hashes -r requirements.lock; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes -r requirements.lock; fi
	@touch $@

$(TEST_STAMP): requirements-test.lock | $(RUN_STAMP)
	@echo "Installing the test dependencies ..."
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) $(UV) pip install -q --require-hashes -r requirements-test.lock; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock; fi
	@touch $@

install: $(RUN_STAMP) ## Build the environment in .venv

install-test: $(TEST_STAMP) browser

browser: $(TEST_STAMP)
	@$(BIN)/python -m tests.browser.find || \
	  { echo "No Chromium found: installing one ..."; \
	    (apt-get update -qq && apt-get install -y -qq chromium) >/dev/null 2>&1 || \
	    $(BIN)/python -m playwright install chromium || \
	    echo "No browser could be installed: the browser tests will be skipped." >&2; }

run: install ## Demo company, server and worker on http://127.0.0.1:8000 (PORT=... for another)
	@PORTFOLIO_DEMO=1 PORTFOLIO_PORT=$(PORT) $(BIN)/python app.py demo

demo-reset: install ## Throw the demo database away and make it again
	@PORTFOLIO_DEMO=1 $(BIN)/python app.py demo --reset --no-serve

test: install-test ## The whole suite, or a part: make test T=tests/planning
	@$(BIN)/python -m pytest $(T) -n 2 --dist loadgroup

check: $(TEST_STAMP) ## Format, lint, types, doors
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/house -m "not browser"

format: $(TEST_STAMP) ## Format the code and sort its imports
	@$(BIN)/ruff check -q --fix --select I .
	@$(BIN)/ruff format .

bench: $(TEST_STAMP) ## Print the benchmarks (benchmarks/README.md explains the figures)
	@$(BIN)/python -m benchmarks.main_job
	@$(BIN)/python -m benchmarks.run

snapshot: install-test ## Renew the screenshots and stored pages
	@PORTFOLIO_SNAPSHOT=1 $(BIN)/python -m pytest -q tests/browser tests/screens

translations: $(TEST_STAMP) ## Collect the strings of code and templates into the catalogues
	@$(BIN)/python -m portfolio.web.catalogue

lock: ## Renew the lock files (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv" >&2; exit 1; }
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
