# The two commands of the README, and what developers run. Each makes what it needs.

SHELL := /bin/sh
PYTHON ?= $(shell tools/interpreters.sh | head -n 1)
VENV ?= .venv
BIN := $(VENV)/bin
CONSTRAINTS ?= constraints.txt
VERSION = import sys; print("%d.%d" % sys.version_info[:2])
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Whether all readings of a ruleset say the same, and what users do: where not all tests are run.
AGREEMENT = tests/network tests/rulesets/test_follow_up_agreement.py \
  tests/columns/test_columns_agree.py
SHORT = $(AGREEMENT) tests/cli/test_cli_evaluate.py tests/cli/test_elsewhere.py \
  tests/cli/test_completion.py tests/explanation tests/plans tests/proofs
# What touches libraries, whose versions may differ.
OUTSIDE ?= tests/cli/test_cli_evaluate.py tests/cli/test_cli_ask.py tests/cli/test_cli_batch.py \
  tests/cli/test_cli_plan.py tests/cli/test_completion.py tests/cohort tests/columns \
  tests/language tests/pages tests/plans tests/proofs tests/server tests/text tests/test_extras.py
NEWEST ?= test
BETWEEN ?= test-short

.PHONY: demo test test-short test-outside test-agreement test-plain test-lowest test-spark \
  check everywhere bench bench-batch wheel constraints clean

demo: $(VENV)/installed
	@$(BIN)/tactful evaluate docs/examples/warm-talk.yaml
	@printf '\nNext: %s\n' '$(BIN)/tactful evaluate --help'

test: $(VENV)/installed
	$(BIN)/python -m pytest -n 2

test-short: $(VENV)/installed
	$(BIN)/python -m pytest -n 2 $(SHORT)

test-agreement: $(VENV)/installed
	$(BIN)/python -m pytest -n 2 $(AGREEMENT)

# The readings agree without the C module, too.
test-plain: $(VENV)/installed
	TACTFUL_ENGINE=plain $(BIN)/python -m pytest -n 2 $(AGREEMENT)

test-outside: $(VENV)/installed
	$(BIN)/python -m pytest -n 2 $(OUTSIDE)

# On the lowest versions of everything that pyproject.toml lets users have.
test-lowest:
	$(MAKE) --no-print-directory test-outside VENV=.venv-lowest CONSTRAINTS=tests/lowest.txt

# On a real cluster of one master and two workers, which the tests start; needs Java 17 or later.
test-spark: $(VENV)/installed
	@command -v java >/dev/null || { echo "Spark needs Java 17 or later: none was found" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r tests/spark/constraints.txt
	$(BIN)/python -m pytest tests/spark

# Everything CI runs on this machine, and more draws: types, style, and the tests on every Python
# that is found.
check: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/tactful check rulesets/follow-up --strict
	TACTFUL_DRAWS=2000 TACTFUL_LOADER_DRAWS=5000 $(BIN)/python -m pytest -n 2
	$(MAKE) test-plain
	$(MAKE) test-lowest OUTSIDE=tests
	$(MAKE) test-spark
	$(MAKE) everywhere

# On the other Pythons that are found, each in an environment of its own: all tests on the newest,
# some on those between.
everywhere: $(VENV)/installed
	@set -e; mine=$$($(BIN)/python -c '$(VERSION)'); \
	newest=$$(tools/interpreters.sh | tail -n 1); \
	for python in $$(tools/interpreters.sh); do \
	  version=$$($$python -c '$(VERSION)'); \
	  [ $$version != $$mine ] || continue; \
	  if [ $$python = $$newest ]; then tests=$(NEWEST); else tests=$(BETWEEN); fi; \
	  $(MAKE) --no-print-directory $$tests VENV=.venv-$$version PYTHON=$$python; \
	done

bench: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --require-hashes -r benchmarks/constraints.txt
	PYTHONPATH=benchmarks:tests/support $(BIN)/python benchmarks/one_client/evaluate.py
	PYTHONPATH=benchmarks:tests/support $(BIN)/python benchmarks/one_client/builds.py
	PYTHONPATH=benchmarks:tests/support $(BIN)/python benchmarks/one_client/plan.py
	PYTHONPATH=benchmarks:tests/support $(BIN)/python benchmarks/one_client/questions.py

# Half an hour on a quiet machine. PARTS="files spark" measures no more than that.
bench-batch: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --require-hashes -r benchmarks/constraints.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r tests/spark/constraints.txt
	PYTHONPATH=benchmarks:tests/support $(BIN)/python benchmarks/cohort/run.py $(PARTS)

# The wheel that others install, with durable-rules in it or not at all: made by the oldest Python,
# it runs on all.
wheel: $(VENV)/installed
	TACTFUL_ENGINE=durable $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation \
	  --wheel-dir dist .

constraints: $(VENV)/installed
	tools/constraints.sh $(BIN)/python

# A half-made environment is never taken for a whole one: the mark comes last, and an environment
# without pip, as Debian leaves one where python3-venv is missing, is made anew.
$(VENV)/installed: $(CONSTRAINTS) pyproject.toml tools/build_engine.py tools/build_editor.py \
  tools/editor/package-lock.json tools/editor/codemirror.mjs tools/editor/idiomorph.mjs
	@test -n "$(PYTHON)" || { echo "tactful needs Python 3.11 or later: none was found." \
	  "On Debian or Ubuntu: apt install python3-venv python3-dev gcc make git" >&2; exit 1; }
	@echo "Installing into $(VENV) (a minute the first time) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo "On Debian or Ubuntu: apt install python3-venv python3-dev gcc make git" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(CONSTRAINTS)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf studio/tactful_studio/static/vendor
	rm -rf .venv .venv-3.* .venv-lowest build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
