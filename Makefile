# The commands of the house. Needs python3 (3.11 or newer), git, make and the package registries as this machine has them
# configured; everything else (packages, Node) is installed into .venv and web/node_modules.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
WEB_SOURCES := $(shell find web -type d \( -name node_modules -o -name dist \) -prune -o -type f ! -name '*.tsbuildinfo' -print 2>/dev/null)
ARGS ?=
# Images often forbid bytecode; then pytest rewrites its plugins and every process compiles this repository anew (15 s).
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test long lint dagster bench web clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## make .venv from requirements.lock and install futae into it

demo: $(VENV)/.installed web/dist/index.html ## build and serve the sample town (ARGS="--port 8080")
	$(VENV)/bin/futae demo $(ARGS)

test: $(VENV)/.installed web/dist/index.html ## the quick tests, 15 minutes at most on 2 cores (ARGS="-k name")
	$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

long: $(VENV)/.installed web/dist/index.html ## the long tests: kills, browsers, many real files
	$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m long $(ARGS)

lint: $(VENV)/.installed ## ruff, mypy and the floors; all are run, any may fail
	@status=0; \
	for command in "ruff check ." "ruff format --check ." "mypy" "lint-imports --no-logo"; do \
	  echo "== $$command"; $(VENV)/bin/$$command || status=1; \
	done; exit $$status

dagster: $(VENV)/.installed ## the Dagster page over FUTAE_HOME (default ./.futae)
	@home="$${FUTAE_HOME:-$(CURDIR)/.futae}"; mkdir -p "$$home/dagster"; \
	FUTAE_HOME="$$home" DAGSTER_HOME="$$(cd "$$home/dagster" && pwd)" DAGSTER_DISABLE_TELEMETRY=yes \
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/dagster dev -w workspace.yaml $(ARGS)

bench: $(VENV)/.installed web/dist/index.html ## one bench: make bench NAME=publish
	@test -n "$(NAME)" || { echo "say which: make bench NAME=publish" >&2; exit 2; }
	$(VENV)/bin/futae bench $(NAME) $(ARGS)

web: web/dist/index.html ## build the map page

clean: ## remove what was built (not .venv, not .futae)
	rm -rf build dist web/dist web/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# --- set-up: each file below is made once and again when what it depends on changes -----------------------------------

# uv reads no pip configuration: where pip is told of a mirror or a certificate, tell uv the same. What pip knows in
# other ways is left to pip itself, which is tried when uv fails (ten times slower).
define PIP_SETTINGS_FOR_UV
of_pip() { $(PY) -m pip config get "global.$$1" 2>/dev/null || true; }; \
export UV_PYTHON_DOWNLOADS=never; \
v="$${PIP_INDEX_URL:-$$(of_pip index-url)}";             [ -z "$$v" ] || export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$v}"; \
v="$${PIP_EXTRA_INDEX_URL:-$$(of_pip extra-index-url)}"; [ -z "$$v" ] || export UV_INDEX="$${UV_INDEX:-$$v}"; \
v="$${PIP_FIND_LINKS:-$$(of_pip find-links)}";           [ -z "$$v" ] || export UV_FIND_LINKS="$${UV_FIND_LINKS:-$$(echo $$v | tr ' ' ',')}"; \
v="$${PIP_CERT:-$$(of_pip cert)}";                       [ -z "$$v" ] || export SSL_CERT_FILE="$${SSL_CERT_FILE:-$$v}"
endef

$(PY):
	@command -v "$(PYTHON)" >/dev/null || { echo "Futae needs python3, version 3.11 or newer; '$(PYTHON)' is not on this machine." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info[:3]; sys.exit(0 if v >= (3, 11) else "Futae needs python3, version 3.11 or newer; %s is %s. Name another: make PYTHON=python3.12 ..." % (sys.executable, ".".join(map(str, v))))'
	@echo "making $(VENV); the first time takes some minutes"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu it needs the package python3-venv." >&2; exit 1; }

# --compile-bytecode: boxes and containers write no bytecode (PYTHONDONTWRITEBYTECODE), and without it every start of a
# process compiles Dagster again (2 s).
# --no-deps: the lock is whole, and pip misreads extras when it checks hashes.
$(VENV)/.locked: requirements.lock | $(PY)
	@echo "installing the packages of requirements.lock"
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@$(PIP_SETTINGS_FOR_UV); \
	$(VENV)/bin/uv pip install -q --compile-bytecode --python $(PY) --no-deps --require-hashes -r requirements.lock \
	|| $(PY) -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.locked
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json web/npm | $(VENV)/.locked
	PYTHON=../$(PY) web/npm ci
	@touch $@

# all glyph ranges of the labels' font, drawn once and kept (`make clean` forgets them); the page's build copies them
GLYPH_FONT := web/node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf
build/glyphs/.made: tiles/glyphs.py tiles/glyph_files.py web/node_modules/.installed $(VENV)/.installed
	@mkdir -p build/glyphs && cp $(GLYPH_FONT) build/glyphs/NotoSansJP-Regular.ttf
	$(PY) -m tiles.glyph_files build/glyphs/NotoSansJP-Regular.ttf build/glyphs
	@touch $@

web/dist/index.html: $(WEB_SOURCES) web/node_modules/.installed build/glyphs/.made
	PYTHON=../$(PY) web/npm run build
	@touch $@
