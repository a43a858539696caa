# Everything from python3 alone; uv is used when it is there. Verbs: install demo run test check screenshots bench lock.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
STAMP := $(VENV)/.installed
ARGS ?=
MARK ?=
export PYTHONTZPATH :=
export PYTHONDONTWRITEBYTECODE :=

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## .venv from python3 alone

$(STAMP): requirements.lock pyproject.toml
ifneq ($(UV),)
	UV_PYTHON_DOWNLOADS=never $(UV) venv --quiet --allow-existing --python python3 $(VENV)
	VIRTUAL_ENV=$(VENV) $(UV) pip install --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e .
else
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "python3 cannot make virtual environments: install python3-venv, or uv"; exit 1; }
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@echo "Compiling the calculations once, for all processes (half a minute) …"
	$(BIN)/python -c 'from rotation.demand import dispatch; dispatch.warm()'  # compiled once, for all processes
	@touch $@

demo: install  ## the main job on a made-up team, then serves on port 8000 (ARGS=--once exits)
	@$(BIN)/rotation demo $(ARGS)

run: install  ## serve the database of ROTATION_DATABASE_URL
	@$(BIN)/rotation serve $(ARGS)

test: install  ## every test that needs no mark, on SQLite and PostgreSQL (MARK=ui|contract|chaos for the rest)
	@$(BIN)/python -m pytest -n $(if $(filter ui,$(MARK)),2,3) --dist worksteal $(if $(MARK),-m "$(MARK)",-m "not contract and not chaos and not ui") $(ARGS)

check: install  ## lint, types, contracts, budgets, names, lock, tables, map, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.budgets
	$(BIN)/python -m scripts.names
	$(BIN)/python -m scripts.lock
	$(BIN)/python -m scripts.tables --check
	$(BIN)/python -m scripts.map --check
	$(BIN)/python -m scripts.catalogues
	$(BIN)/python -m scripts.vendor check
	@if command -v $(BIN)/hadolint >/dev/null; then $(BIN)/hadolint Dockerfile; fi

screenshots: install  ## pictures of every page and state into screenshots/ (needs Chromium)
	@$(BIN)/python -m scripts.screenshots $(ARGS)

bench: install  ## every benchmark; results as JSON lines and Markdown tables in docs/benchmarks
	@$(BIN)/python -m benchmarks $(ARGS)

lock:  ## rebuild requirements.lock (needs uv and an index)
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header \
	  --python-version 3.11 --exclude-newer "1 week" -o requirements.lock $(ARGS)

.PHONY: help install demo run test check screenshots bench lock
