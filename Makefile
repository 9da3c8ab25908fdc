# One command each: run, test, check, bench. Everything is installed into .venv by what the files here say.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
comma := ,
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
NPM_READY := node_modules/.package-lock.json
BUILD_FILES := pyproject.toml hatch_build.py package.json package-lock.json
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MESSAGES := scheduler/locale
WORKERS ?= 3
DAYS ?= 10000
SEED ?=
PART ?= all

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test deep check bench soak mutants release lock messages clean browser servers

help:
	@echo "make run       a demonstration office in the browser"
	@echo "make test      the tests of every push, with PostgreSQL and Chromium (SEED=N: in that order again)"
	@echo "make deep      every test there is, for twenty minutes or more (PART=pg, browser, sized or days: those alone)"
	@echo "make check     style, types, templates, layout, translations"
	@echo "make bench     the benchmarks"
	@echo "make soak      days in the hall by the thousand, with everything that can happen (DAYS=10000)"
	@echo "make mutants   faults put in on purpose, each of which a test must catch"
	@echo "make messages  take new texts into the catalogues"
	@echo "make release   a release in dist/: built, looked through, installed and tried, with notes and sums (DRAFT=1: a draft)"
	@echo "make lock      resolve the requirements anew"
	@echo "make clean     remove what was made here, except data"

run: $(RUN_READY)
	@$(BIN)/giliran demo
	@$(BIN)/giliran serve

# What is compiled once is kept, also where the environment says otherwise: each worker, and each process that a test
# starts, would compile it all anew.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q

test: $(DEV_READY) browser
	$(PYTEST) -n $(WORKERS) --dist worksteal --whole $(SEED:%=--randomly-seed=%)

# Examples are drawn anew each time, the order too; both can be had again. What takes long may, but nothing for ever.
deep: SEED := $(or $(SEED),$(shell date +%s))
deep: $(DEV_READY) browser servers
	$(PYTEST) -n $(WORKERS) --dist worksteal --deep=$(PART) --durations=25 --timeout=300 \
		-o faulthandler_timeout=2000 --randomly-seed=$(SEED) --hypothesis-seed=$(SEED)

check: $(DEV_READY) $(NPM_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/tsc -p .
	node_modules/.bin/tsc -p tests/scripts
	$(BIN)/djlint --lint --quiet scheduler display
	$(BIN)/deptry .
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_capabilities.py tests/test_docs.py tests/test_translations.py

bench: $(DEV_READY)
	$(BIN)/python -m benchmarks

soak: $(DEV_READY)
	$(BIN)/python -m tests.simulation --days $(DAYS)

mutants: $(DEV_READY)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m tests.mutants

messages: $(DEV_READY)
	@mkdir -p build
	$(BIN)/pybabel extract -F babel.cfg --no-location --sort-output --omit-header -o build/messages.pot scheduler display
	$(BIN)/pybabel update -i build/messages.pot -d $(MESSAGES) --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap
	$(BIN)/python -c "from scheduler.translations import make_all; make_all()"

UV_LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-extras --upgrade

# Builds dist/ and tries it; DRAFT=1: of what is unreleased and not committed.
release: $(DEV_READY)
	$(BIN)/python -m release $(if $(DRAFT),--draft)

lock: $(DEV_READY)
	$(UV_LOCK) --extra postgres --extra voice --extra push --extra age --extra pdf --extra oidc -o requirements/run.txt
	$(UV_LOCK) --extra postgres --extra voice --extra push --extra age --extra pdf --extra oidc --extra dev -c requirements/run.txt -o requirements/dev.txt
	$(subst pyproject.toml,requirements/build.in,$(UV_LOCK)) -c requirements/dev.txt -o requirements/build.txt

clean:
	rm -rf $(VENV) node_modules build dist scheduler/static/vendor scheduler/locale/*/*/*.mo .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results

# Installs a Debian package where that is possible, otherwise says what to do. $(1) package(s), $(2) what they are for.
define debian
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
	elif command -v sudo >/dev/null && command -v apt-get >/dev/null; then \
		sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
	else \
		echo "$(2) Install it (Debian: apt-get install $(1)) and try again." >&2; exit 1; \
	fi
endef

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, as '$(PYTHON)'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) -V). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call debian,python3-venv,Python cannot make virtual environments here: its module venv is missing.); }
	$(PYTHON) -m venv $(VENV)

# Wheels only: nothing is compiled on the machine of an office. Two come as source alone, and are plain Python.
WHEELS := --only-binary :all: --no-binary docopt,http-ece

$(RUN_READY): requirements/run.txt $(BUILD_FILES) | $(BIN)/python
	$(PIP) install --require-hashes $(WHEELS) -r requirements/run.txt
	$(PIP) install --no-deps --editable .
	@touch $@

$(DEV_READY): requirements/dev.txt $(BUILD_FILES) | $(BIN)/python
	$(PIP) install --require-hashes $(WHEELS) -r requirements/dev.txt
	$(PIP) install --no-deps --editable .
	@touch $@ $(RUN_READY)

# Chromium from the system, Lighthouse and TypeScript by npm: locked in package-lock.json, and of no use to anything but
# the tests and checks.
# Chromium without windows is quicker; where Debian has none, or it cannot be installed, the whole one does its work too.
# Screens are measured in Noto Sans: in other letters a line may be longer than its place. They speak by the program and
# by the library of eSpeak NG; the library comes with the requirements.
browser: $(NPM_READY)
	@command -v chromium >/dev/null || test -x "$${CHROMIUM:-/nowhere}" || { \
		$(call debian,chromium fonts-dejavu-core,The browser tests need Chromium on the PATH$(comma) or its path in CHROMIUM.); }
	@test -n "$$CHROMIUM" || command -v chromium-headless-shell >/dev/null || \
		! apt-cache show chromium-headless-shell >/dev/null 2>&1 || \
		( $(call debian,chromium-headless-shell,The browser tests are quicker with it.) ) || true
	@fc-list "Noto Sans" 2>/dev/null | grep -q . || { \
		$(call debian,fontconfig fonts-noto-core,The browser tests measure screens in Noto Sans.); }
	@command -v systemd-analyze >/dev/null || { $(call debian,systemd,The units are judged by systemd-analyze.); }
	@command -v espeak-ng >/dev/null || ( $(call debian,espeak-ng,Speech is tested by the program too.) ) || true

# The web servers whose recipes are in deploy/.
servers:
	@command -v caddy >/dev/null && command -v nginx >/dev/null || { \
		$(call debian,caddy nginx-light,The recipes are tried by Caddy and nginx.); }

$(NPM_READY): package.json package-lock.json
	@command -v npm >/dev/null || { $(call debian,nodejs npm,Lighthouse and TypeScript are needed$(comma) which npm installs.); }
	@npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
