# Needs Python 3.11 or newer with venv, and make. Everything else is installed into .venv, checked by hash.
PYTHON ?= python3
BIN := .venv/bin
SCALE ?= 1
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile

.PHONY: help setup demo test lint format bench interop test-long lock translations clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST)

$(BIN)/.core: requirements.lock pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

$(BIN)/.dev: requirements-dev.lock pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@ $(BIN)/.core

setup: $(BIN)/.dev  ## everything for working on Leerspoor, into .venv

demo: $(BIN)/.core translations  ## a running site with demo people on http://localhost:8000
	$(BIN)/leerspoor demo

test: $(BIN)/.dev translations  ## every test that this machine can run, and a list of what was left out
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(BIN)/.dev  ## ruff, mypy, import contracts, templates, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python -m tests.lint

format: $(BIN)/.dev  ## put code and templates in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BIN)/.dev  ## speed as ratios within one run
	$(BIN)/python -m tests.bench

interop: $(BIN)/.dev  ## what other software says of our badges, and we of theirs (needs Node.js)
	$(BIN)/python -m tests.interop.matrix

test-long: $(BIN)/.dev  ## thousands of mutations, forgeries, malformed inputs, canonicalisations and races: minutes, or SCALE=0.05
	SCALE=$(SCALE) $(BIN)/python -m tests.long

translations: $(BIN)/.core  ## compile .po to .mo
	@$(BIN)/python -c "from pathlib import Path; from hatch_build import compile_translations; compile_translations(Path('lms/translations'))"

lock:  ## pin everything anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml build.in -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group dev pyproject.toml build.in -o requirements-dev.lock

clean:  ## forget the demo and what was installed
	rm -rf .venv instance
