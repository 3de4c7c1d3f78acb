# Tolok on one machine. Needs Python >= 3.11, make and git; everything else comes into .venv.

PYTHON ?= python3
# A Python that is named has an environment of its own: no run uses that of another one by mistake.
VENV := .venv$(if $(filter file default,$(origin PYTHON)),,-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'))
BIN := $(VENV)/bin
READY := $(VENV)/.installed
SECONDS := 1200
MEMBERS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml gateway/pyproject.toml deploy/sandbox/pyproject.toml bench/pyproject.toml)
SOURCES := libs/contracts/src libs/guard/src libs/kit/src libs/operations/src libs/rules/src libs/tables/src $(wildcard services/*/src) gateway/src deploy/sandbox/src bench/src tests
SETTINGS := $(foreach service,Gateway Instrument Submission Scoring Integration,$(shell echo $(service) | tr A-Z a-z).settings:$(service)Settings)

# What Python has compiled is kept, whatever the shell says: else each of the many processes that the
# sandbox and the tests start compiles all of its modules anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up down status test chaos check lint types imports architecture format mutants pages bench lock clean

help:          ## List the targets
	@sed -n 's/^\([a-z]*\):.*##/  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22

demo: $(READY) ## From a change in a source system to a changed index, then stop everything
	@$(BIN)/tolok demo

up: $(READY)   ## Start everything and keep it running (Ctrl-C stops it)
	@$(BIN)/tolok up

down: $(READY) ## Stop what `make up` started
	@$(BIN)/tolok down

status: $(READY) ## Show what runs
	@$(BIN)/tolok status

test: $(READY) ## Run all tests: unit, component, contract, architecture, golden, e2e
	@$(BIN)/python -m tests.support.run test $(ARGS)

chaos: $(READY) ## Do harm at random for SECONDS=1200 (SEED= repeats a run) and look for what is lost
	@$(BIN)/python -m tests.support.run chaos $(if $(SEED),--seed $(SEED)) --seconds $(SECONDS)

check: $(READY) ## Linter, formatter, types, import rules, architecture tests
	@$(MAKE) --no-print-directory --keep-going --jobs 2 --output-sync=target architecture types imports lint

lint: $(READY) ## Linter and formatter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY) ## Types, strictly
	@$(BIN)/mypy $(SOURCES)

imports: $(READY) ## Who may import whom
	@$(BIN)/lint-imports

architecture: $(READY) ## Architecture tests
	@$(BIN)/pytest -q tests/architecture

format: $(READY) ## Format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

mutants: $(READY) ## Change the arithmetic thousands of times and see whether a test notices
	@$(BIN)/uv pip install -q --python $(BIN)/python --group mutants
	@$(BIN)/python tests/mutants.py $(ARGS)

pages: $(READY) ## Write what is made from the source: .env.example, docs/telemetry.md, docs/events.md, docs/facts.md, schemas
	@$(BIN)/python -m tests.pages.env_example $(SETTINGS) > .env.example.new && mv .env.example.new .env.example
	@$(BIN)/python -m tests.pages.telemetry libs/kit/src $(wildcard services/*/src) gateway/src > docs/telemetry.md.new && mv docs/telemetry.md.new docs/telemetry.md
	@$(BIN)/python -m contracts .

bench: $(READY) ## Measure the workloads beside the limit and a naive peer
	@$(BIN)/python -m bench $(ARGS)

lock: $(READY) ## Lock the newest packages and jars that fit
	@$(BIN)/python -m sandbox.installation.lock

clean:         ## Remove the sandbox's data and the virtual environment
	@rm -rf .sandbox .venv .venv-*

$(READY): requirements.lock deploy/sandbox/uv.lock.txt deploy/sandbox/bootstrap.py pyproject.toml $(MEMBERS)
	@$(PYTHON) deploy/sandbox/bootstrap.py $(VENV)
