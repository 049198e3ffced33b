# make run    the product on 127.0.0.1, with demonstration data unless EHEALTH_STORE names a store
# make test   everything that is checked: ruff, mypy, pytest with the browser tests
# make fuzz   thousands of mangled files in front of a store; FILES=20000 SEED=7 for others (prints its seed)
# make torture  crashes, damage, full disks, load: the long forms of tests/torture, which print their figures
# make bench  speed, as ratios measured in one run
# make look   screenshots of every page, in look/
# make clean  removes what these made, except stores

# The first of these that is 3.11 or later and can make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
PROVIDER := tests/browser/provider
STORE := $(or $(EHEALTH_STORE),data/demo)

.PHONY: run test fuzz torture bench look clean chromium nginx postgresql

run: .venv/run.stamp
	@test -e "$(STORE)/registry.duckdb" || $(BIN)/python -m ehealth --store "$(STORE)" init $(if $(EHEALTH_STORE),,--demo)
	@EHEALTH_STORE="$(STORE)" exec $(BIN)/python dashboard.py

test: .venv/test.stamp .venv-validata/stamp .venv-lake/stamp chromium $(PROVIDER)/node_modules/stamp nginx postgresql
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

fuzz: .venv/test.stamp
	$(BIN)/python tests/fuzz.py $(if $(FILES),--files $(FILES)) $(if $(SEED),--seed $(SEED))

torture: .venv/test.stamp .venv-lake/stamp nginx postgresql
	TORTURE=1 $(BIN)/python -m pytest -s -p no:cacheprovider tests/torture

bench: .venv/test.stamp chromium
	$(BIN)/python tests/bench/intake.py
	$(BIN)/python tests/bench/table_schema.py
	$(BIN)/python tests/bench/protection.py
	$(BIN)/python tests/bench/briefing.py
	$(BIN)/python tests/bench/rerun.py
	$(BIN)/python tests/bench/growth_many.py
	$(BIN)/python tests/bench/growth.py
	$(BIN)/python tests/bench/readers.py
	$(BIN)/python tests/bench/pages.py

look: .venv/test.stamp chromium
	$(BIN)/python tests/browser/look.py

clean:
	rm -rf .venv .venv-validata .venv-lake .nginx .postgresql $(PROVIDER)/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis look
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv was not found (on Debian: apt-get install python3-venv); name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements.txt into .venv"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/test.stamp: tests/requirements.txt .venv/run.stamp
	@echo "Installing tests/requirements.txt into .venv"
	@$(PIP) -r tests/requirements.txt
	@touch $@

# An environment of its own: Validata pins a Flask of 2022.
.venv-validata/stamp: tests/validata/requirements.txt .venv/run.stamp
	@test -x .venv-validata/bin/python || $(BIN)/python -m venv .venv-validata
	@echo "Installing tests/validata/requirements.txt into .venv-validata"
	@.venv-validata/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r $<
	@touch $@

# An environment of its own: the newest DuckDB that the extensions of a registry on DuckLake exist for.
.venv-lake/stamp: tests/lake/requirements.txt .venv/run.stamp
	@test -x .venv-lake/bin/python || $(BIN)/python -m venv .venv-lake
	@echo "Installing tests/lake/requirements.txt into .venv-lake"
	@.venv-lake/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r $<
	@touch $@

# Debian's package when root on Debian, because it brings its libraries; else Playwright's own build.
chromium: .venv/test.stamp
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| ls "$${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}"/chromium*/ >/dev/null 2>&1 \
	|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi

# The identity provider that the tests sign in at: a package of Node.js, which is Debian's when root on Debian. Where it
# cannot be had, the tests that need it are skipped and say so.
$(PROVIDER)/node_modules/stamp: $(PROVIDER)/package-lock.json
	@command -v npm >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; } || true
	@echo "Installing $(PROVIDER)/package-lock.json into $(PROVIDER)/node_modules"
	@cd $(PROVIDER) && npm ci --silent --no-audit --no-fund && touch node_modules/stamp \
	|| echo "npm could not install the identity provider: its tests are skipped"

# Debian's package unpacked and not installed: an installed one would start and listen to the world.
nginx:
	@command -v nginx >/dev/null || test -x /usr/sbin/nginx || test -x .nginx/usr/sbin/nginx || { mkdir -p .nginx && cd .nginx \
	&& { apt-get download -qq nginx 2>/dev/null || { apt-get update -qq && apt-get download -qq nginx 2>/dev/null; }; } \
	&& dpkg -x nginx_*.deb .; } || echo "nginx could not be had: the tests behind it are skipped"

# Debian's package and the libraries that it lacks here, unpacked and not installed, for the same reason.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || ls .postgresql/usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	|| { test "$$(id -u)" = 0 && mkdir -p .postgresql/partial && cd .postgresql && apt-get update -qq \
	&& apt-get install -y -qq --no-install-recommends --download-only -o Dir::Cache::archives="$$PWD" postgresql >/dev/null \
	&& for package in *.deb; do dpkg -x "$$package" . || exit 1; done && rm -rf -- *.deb partial lock; } \
	|| echo "PostgreSQL could not be had: the tests of several registry processes are skipped"
