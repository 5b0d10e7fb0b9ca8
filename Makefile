# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make demo   set up, build the course, grade real submissions, say where the report is
#   make test   set up, check style and types, run all tests
PYTHON ?= python3
BIN := .venv/bin
DEMO := attention vae final-project
# tests/conftest.py says what is shared out together, and in which order.
PARALLEL := --numprocesses auto --maxprocesses 4 --no-loadscope-reorder

.PHONY: help setup demo test lint lock image clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' $(MAKEFILE_LIST)

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# The image of the Docker runner; without an engine there is none, and the demo says so.
image: setup
	@if docker info >/dev/null 2>&1; then $(BIN)/gpu-runner image build; \
	else echo "No Docker engine answers: submissions run in a local sandbox."; fi

demo: image
	$(BIN)/autograder build
	@for assignment in $(DEMO); do \
	  echo "== $$assignment"; \
	  $(BIN)/autograder grade $$assignment --submissions source/$$assignment/submissions \
	    --trust-submissions --jobs 2 || exit $$?; \
	done

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/autograder build --check
	$(BIN)/pytest $(PARALLEL)

# Maintainers: after a change of the dependencies in pyproject.toml.
lock: setup
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --quiet \
	  --output-file requirements.lock

clean:
	rm -rf .venv .autograder
