# make demo | test | quick | nightly | lint | bench [CASES=dir] [RECORD=1] | fuzz [MINUTES=n] | docs | site
#      | dist | dist-check | wheelhouse | lock | clean
.DELETE_ON_ERROR:
.PHONY: demo test quick nightly lint bench fuzz docs site dist dist-check wheelhouse lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
INPUTS := pyproject.toml requirements.txt constraints.txt src/safepassage/__init__.py

# The first of these that runs and is new enough.
PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

demo: $(VENV)/.demo
	$(BIN)/safepassage demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal -q

# Tests that take many minutes: calibration through the simulator, at a size that notices 15 %, the
# estimate with ten documents of one office merged, every command that writes killed five times, and
# ten times the generated tables of `make test`.
nightly: $(VENV)/.dev
	SAFEPASSAGE_NIGHTLY=1 SAFEPASSAGE_KILLS=5 SAFEPASSAGE_GENERATED_FILES=1000 \
		$(BIN)/python -m pytest -q tests/forecast/test_smc_calibration.py \
		tests/forecast/test_claims_aleppo.py tests/cli/test_kills_of_writers.py \
		tests/exchange/test_generated_tables.py

# For everyday work: the declared world, its arrays, the rooms' order and the table of the day.
# It runs no ensemble, no browser, no solver and no page; before a merge all of `make test` counts.
QUICK := tests/scenario tests/compiled tests/dynamics tests/evidence tests/engine/test_phases.py \
	tests/test_architecture.py tests/test_limits.py tests/test_resample.py tests/test_spread.py
quick: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -q -m "not slow" $(QUICK)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Timings; RECORD=1 adds the figures to benchmarks/history.csv (on a quiet machine only).
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(if $(CASES),--cases $(CASES)) $(if $(RECORD),--record)

# The documentation is text whose examples must run.
docs: $(VENV)/.dev
	$(BIN)/python -m pytest -q tests/docs

# The documentation as pages in site/; a warning, such as a broken link, is an error.
site: $(VENV)/.dev
	$(BIN)/python -m sphinx -W --keep-going -q -E -b html docs site

# Random inputs for every reader and the server, for some minutes; what fails is kept in tests/fuzz/corpus.
MINUTES := 10
fuzz: $(VENV)/.dev
	SAFEPASSAGE_FUZZ_MINUTES=$(MINUTES) $(BIN)/python -m pytest -q -p no:cacheprovider tests/fuzz

# Wheel, source archive, and a bill of materials (CycloneDX) of what an installation brings.
dist: $(VENV)/.dev
	rm -f dist/safepassage-*
	$(BIN)/python -m hatchling build -d dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --validate \
		--output-file dist/safepassage-$$($(BIN)/python -m hatchling version).cdx.json requirements.txt

# Both of them installed and run, each in an environment of its own; takes minutes.
dist-check: dist
	$(BIN)/python verification/installed.py dist/safepassage-*.whl dist/safepassage-*.tar.gz

# Everything that a machine without network needs, for this system and Python.
EXTRAS := all
wheelhouse: $(VENV)/.demo
	rm -rf dist/wheelhouse
	$(PIP) wheel --no-deps --require-hashes --wheel-dir dist/wheelhouse -r requirements.txt
	sed -n 's/^\([^ #]*==[^ ]*\).*/\1/p' constraints.txt >dist/pins.txt
	$(PIP) wheel --no-build-isolation -c dist/pins.txt --find-links dist/wheelhouse \
		--wheel-dir dist/wheelhouse '.[$(EXTRAS)]'
	tar -C dist -czf dist/wheelhouse.tar.gz wheelhouse
	@du -h dist/wheelhouse.tar.gz

# requirements.txt and constraints.txt with the hashes of every file, for Python 3.11 to 3.13 and every
# system; what is pinned stays unless it must move. Needs uv, which nothing else here does.
LOCK := uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command 'make lock'
lock:
	$(LOCK) --extra all --extra dev -o constraints.txt pyproject.toml
	printf '%s\n' 'hatchling>=1.27' editables | $(LOCK) $(UNUSED:%=--no-emit-package %) \
		-c constraints.txt -o requirements.txt pyproject.toml -
# PyVRP asks for matplotlib, for drawings that nothing here makes: 95 MB with what it brings.
UNUSED := contourpy cycler fonttools kiwisolver matplotlib pillow pyparsing

clean:
	rm -rf $(VENV) build dist site .hypothesis .mypy_cache .pytest_cache .ruff_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: nothing is installed again until the inputs change. Byte code is kept where a module is
# first used, and not made for all that is installed.
unexport PYTHONDONTWRITEBYTECODE
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer, with venv, is needed' >&2; exit 1; }
	@echo 'Creating $(VENV) …'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(INPUTS) | $(VENV)/.made
	@echo 'Installing safepassage …'
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# A development install also serves the demo.
$(VENV)/.dev: $(INPUTS) | $(VENV)/.made
	@echo 'Installing safepassage with all extras and development tools …'
	@$(PIP) install --no-compile --no-deps --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.demo $@
