# The two commands of the README, and what developers run. Each makes what it needs.

SHELL := /bin/sh
PYTHON ?= $(shell tools/interpreters.sh | head -n 1)
VENV ?= .venv
BIN := $(VENV)/bin
VERSION = import sys; print("%d.%d" % sys.version_info[:2])
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test test-spark check everywhere bench bench-batch constraints clean

demo: $(VENV)/installed
	@$(BIN)/tactful evaluate docs/examples/warm-talk.yaml
	@printf '\nNext: %s\n' '$(BIN)/tactful evaluate --help'

test: $(VENV)/installed
	$(BIN)/python -m pytest -n 2

# On a real cluster of one master and two workers, which the tests start; needs Java 17 or later.
test-spark: $(VENV)/installed
	@command -v java >/dev/null || { echo "Spark needs Java 17 or later: none was found" >&2; exit 1; }
	$(BIN)/pip install --quiet --require-hashes -r tests_spark/constraints.txt
	$(BIN)/python -m pytest tests_spark

# Everything CI runs, and more draws: types, style, and the tests on every Python that is found.
check: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/tactful check rulesets/follow-up --strict
	TACTFUL_DRAWS=2000 TACTFUL_LOADER_DRAWS=5000 $(BIN)/python -m pytest -n 2
	$(MAKE) test-spark
	$(MAKE) everywhere

# The tests on the other Pythons that are found, each in an environment of its own.
everywhere: $(VENV)/installed
	@set -e; mine=$$($(BIN)/python -c '$(VERSION)'); \
	for python in $$(tools/interpreters.sh); do \
	  version=$$($$python -c '$(VERSION)'); \
	  [ $$version = $$mine ] || \
	    $(MAKE) --no-print-directory test VENV=.venv-$$version PYTHON=$$python; \
	done

bench: $(VENV)/installed
	$(BIN)/pip install --quiet --require-hashes -r benchmarks/constraints.txt
	PYTHONPATH=tests $(BIN)/python benchmarks/evaluate.py
	$(BIN)/python benchmarks/plan.py
	PYTHONPATH=tests $(BIN)/python benchmarks/questions.py

# Half an hour on a quiet machine. PARTS="files spark" measures no more than that.
bench-batch: $(VENV)/installed
	$(BIN)/pip install --quiet --require-hashes -r benchmarks/constraints.txt
	$(BIN)/pip install --quiet --require-hashes -r tests_spark/constraints.txt
	PYTHONPATH=tests $(BIN)/python benchmarks/batch.py $(PARTS)

constraints: $(VENV)/installed
	tools/constraints.sh $(BIN)/python

# A half-made environment is never taken for a whole one: the mark comes last.
$(VENV)/installed: constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "tactful needs Python 3.11, 3.12 or 3.13: none was found" >&2; exit 1; }
	@echo "Installing into $(VENV) (a minute the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv .venv-3.* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
