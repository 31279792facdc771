# Two commands: `make run` and `make test`. They need Python 3.11 or newer and nothing else;
# everything they write lies under .venv/ and var/.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)

export PYTHONPYCACHEPREFIX := $(CURDIR)/var/cache/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/var/cache/hypothesis

.PHONY: help run dev test check unit look drill bench messages lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     the newsroom with its demo: web server, worker and clock (HOST=… PORT=…)"
	@echo "make test    lint, types, import contracts and every test"
	@echo
	@echo "make dev     as run, with DEBUG and reload"
	@echo "make check   what make test does before the tests"
	@echo "make look    pictures of every page in both languages, light and dark (var/look)"
	@echo "make drill   the tests of broker, runner and races, 25 times over"
	@echo "make bench   the measurements of bench/"
	@echo "make messages  brings the Arabic catalogue in step with the sources"
	@echo "make lock    pins every package anew after a change of requirements*.in"
	@echo "make clean   takes away .venv and what can be made again; keeps database, media and secret"

run: .venv/run
	@$(BIN)/python manage.py run $(ARGS)

dev: .venv/run
	@$(BIN)/python manage.py run --dev $(ARGS)

test: check
	@$(BIN)/python -m tests.suite

check: .venv/dev
	@$(BIN)/python manage.py prepare --files-only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir var/cache/import-linter
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/python manage.py makemigrations --check --dry-run

look: .venv/dev
	@$(BIN)/python -m tests.look

drill: .venv/dev
	@$(BIN)/python -m tests.drill

bench: .venv/dev
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python -m $$(echo $${file%.py} | tr / .) || exit 1; done

messages: .venv/dev
	@$(BIN)/python -m newsroom.catalogues

lock:
	@$(PYTHON) -m venv var/lock
	@for name in requirements requirements-dev; do \
	  var/lock/bin/pip install -qq -r $$name.in && \
	  { echo "# Made by \`make lock\` from $$name.in; change that file, not this one."; \
	    var/lock/bin/pip freeze; } > $$name.txt || exit 1; \
	done
	@rm -rf var/lock

clean:
	rm -rf .venv var/cache var/static var/static-src var/static-made-from var/locale var/tmp var/coverage

# The virtual environment. Each file of pins leaves a stamp, so that an unchanged one costs nothing.

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python is missing. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Another one: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/made requirements.txt
	@echo "Installing what the newsroom needs …"
	@$(BIN)/pip install -qq -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what checking the newsroom needs …"
	@$(BIN)/pip install -qq -r requirements-dev.txt
	@touch $@
