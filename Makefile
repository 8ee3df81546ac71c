# The two commands a newcomer needs are `make demo` and `make test`; both set up what they need.
PYTHON ?= $(shell command -v python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: help demo test check proof bench setup clean
help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# Installing needs nothing but the locked packages: ours is built with the locked setuptools.
$(VENV)/ready: requirements.lock pyproject.toml
	@echo "Setting up (once, about a minute, mostly downloads) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Translations are compiled again whenever one has changed (after a pull too): the .mo files are not kept in git.
$(VENV)/messages: $(VENV)/ready $(wildcard src/intercity/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python tools/messages.py compile
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/ready-dev $(VENV)/messages ## everything that check, test and proof need

demo: $(VENV)/messages ## a demo network on http://127.0.0.1:8000 (PORT and INTERCITY_DATA override)
	@INTERCITY_DATA=$${INTERCITY_DATA:-var/demo} PORT=$(PORT) $(BIN)/intercity demo

test: setup ## the whole suite on SQLite and on PostgreSQL
	@$(BIN)/python tools/test.py

check: setup ## lint, types, layers, budgets, untranslated sentences
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@INTERCITY_DEMO=1 $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/messages.py check
	@$(BIN)/python tools/house.py

proof: setup ## what takes longer: kills, browsers, real servers
	@$(BIN)/python tools/test.py --proof

bench: setup ## every figure of the README
	@$(BIN)/python -m benchmarks all

clean: ## remove the virtual environment
	rm -rf $(VENV)
