# What a clone is for: `make demo`, `make test`, `make check`, `make docs`, `make model`. Everything is installed into .venv only.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# What each stamp installs the project with; `run` needs nothing beyond the project itself.
EXTRA_run :=
EXTRA_test := [test]
EXTRA_dev := [dev]
EXTRA_train := [train]

# Where the corpora lie that the language model is trained from.
SHARED ?= ../shared

.PHONY: help demo test check docs picture coast model clean

help:
	@echo "make demo    reads the sample reports and writes a graph, an explorer and exports into exports/"
	@echo "make test    runs the tests; ARGS='-k sources' picks some"
	@echo "make check   runs ruff and mypy"
	@echo "make docs    runs the commands in the documentation and writes their output back"
	@echo "make picture makes the pictures in the documentation again; needs Chromium"
	@echo "make coast   makes the coasts and borders of maps again, from Natural Earth; needs npm"
	@echo "make model   trains the language model again from the corpora in SHARED (../shared) into build/encoder"
	@echo "make clean   removes .venv and what the tools left behind"
	@echo "PYTHON=python3.12 chooses the interpreter, any of 3.11 to 3.13."

demo: $(VENV)/.with-run
	@echo "== Reading the sample reports into exports/"
	@$(VENV)/bin/kg demo

test: $(VENV)/.with-test
	@echo "== Running the tests"
	@$(RUN) -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: $(VENV)/.with-dev
	@echo "== Checking with ruff"
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@echo "== Checking types with mypy"
	@$(RUN) -m mypy
	@$(RUN) -m mypy docs/refresh.py docs/picture.py docs/coast.py

docs: $(VENV)/.with-run
	@echo "== Running what the documentation shows"
	@$(RUN) -m docs.refresh

picture: $(VENV)/.with-run
	@echo "== Making the pictures in the documentation"
	@$(PIP) playwright
	@$(RUN) -m docs.picture

coast: $(VENV)/.with-run
	@echo "== Taking coasts and borders from Natural Earth"
	@$(PIP) shapely
	@$(RUN) -m docs.coast

model: $(VENV)/.with-train
	@echo "== Training the language model"
	@$(VENV)/bin/kg train $(SHARED) --out build/encoder $(ARGS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp is touched only after the whole step went well, so a broken installation is tried again and a good one is not.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || { \
	  echo "The project needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "== Creating the environment $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The build tools are installed first and used as they are, so that nothing but constraints.txt decides on versions.
$(VENV)/.with-%: pyproject.toml constraints.txt $(VENV)/.made
	@echo "== Installing the project$(if $(EXTRA_$*), with what '$*' needs)"
	@$(PIP) hatchling editables wheel
	@$(PIP) --no-build-isolation --editable '.$(EXTRA_$*)'
	@test '$*' != test || $(PIP) followthemoney >/dev/null 2>&1 || echo "== followthemoney needs ICU (libicu-dev): its tests are skipped"
	@touch $@
