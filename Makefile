# `make help` lists what can be done. Everything runs from .venv, which the first target makes.
.DEFAULT_GOAL := help
.PHONY: audit bench bench-pages bench-relevance bench-replication bench-search clean clients demo evaluate-cvs \
	faults format fuzz fuzz-cvs fuzz-quick help house licences lint load lock messages pictures \
	rehearse-migrations sbom schema shell test test-changed types

# Another Python has a folder of its own: make test PYTHON=python3.13 VENV=.venv-3.13
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv takes seconds where pip takes a minute; pip knows the indexes that only its own settings name.
define install
	@echo "Installing what $(1) names ..."
	@$(BIN)/uv pip install --quiet --no-config --python $(BIN)/python $(2) --require-hashes -r $(1) \
		|| $(INSTALL) --require-hashes -r $(1)
endef
PIP_AUDIT := 2.10.1
# One file for Linux and macOS, on Intel and ARM, and every Python from 3.11. Versions stay as they
# are locked unless LOCK=--upgrade (or --upgrade-package=NAME) asks for newer ones.
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command 'make lock' $(LOCK)
# The wheel of pip that comes with Python. Taken out of it, pip is there in a moment; `venv` has pip
# install itself and compile all of it, which takes longer than everything that it installs then.
PIP_WHEEL = $$($(PYTHON) -c 'import ensurepip, glob, sysconfig; \
	folder = sysconfig.get_config_var("WHEEL_PKG_DIR") or ensurepip.__path__[0] + "/_bundled"; \
	print(*glob.glob(folder + "/pip-*.whl")[:1])')
WORKERS ?= auto
PYTEST = $(BIN)/python -m pytest -n $(WORKERS)
# Python is started hundreds of times: it compiles the code once.
unexport PYTHONDONTWRITEBYTECODE
FUZZ_EXAMPLES ?= 700
# Files whose texts nobody reads on a page.
UNTRANSLATED := $(foreach name,benchmarks tests conftest.py docs static .venv* .data,--ignore '$(name)')

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 21

demo: $(VENV)/ready .data/demo.env ## Run the product with demo data (PORT=9000 for another port); prints its address and log-ins
	@ENV_FILE=.data/demo.env exec $(BIN)/python manage.py demo

test: $(VENV)/ready-dev ## Run all tests, in parallel
	@$(PYTEST) $(OPTIONS)

test-changed: $(VENV)/ready-dev ## Run the tests that a change since BASE can reach (the default branch, unless said)
	@tests=$$($(BIN)/python .ci/changed_tests.py $(BASE)) || exit 1; \
		if [ -n "$$tests" ]; then $(PYTEST) $$tests; \
		else echo "Nothing has changed that a test can reach."; fi

lint: $(VENV)/ready-dev ## Check style, layers and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')

format: $(VENV)/ready-dev ## Put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

types: $(VENV)/ready-dev ## Check types (mypy, strict)
	@DEBUG=true $(BIN)/mypy .

schema: $(VENV)/ready-dev ## Check the OpenAPI schema; fails on a warning
	@DEBUG=true $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

clients: $(VENV)/ready ## Generate the Python and TypeScript clients, and compile them (needs npm)
	@clients/build

bench: $(VENV)/ready-dev ## Measure everything against its goal; prints one table (needs wrk; takes about 15 minutes)
	@$(MAKE) --silent VENV=.venv-production .venv-production/ready
	@SERVED_BY=.venv-production/bin/python $(BIN)/python -m benchmarks

bench-search: $(VENV)/ready-dev ## Measure each class of search at 100,000 and 1,000,000 profiles (about half an hour)
	@$(BIN)/python -m benchmarks.search

bench-relevance: $(VENV)/ready-dev ## Does the search find the right person? nDCG@10 and more on job titles and descriptions
	@$(BIN)/python -m benchmarks.relevance $(OPTIONS)

faults: $(VENV)/ready-dev ## Kill, stop and fill up what the product stands on; prints what held (needs root, wrk, redis, faketime)
	@$(BIN)/python -m benchmarks.faults

load: $(VENV)/ready-dev ## Ten minutes of mixed traffic at 1,000,000 profiles
	@$(BIN)/python -m benchmarks.mixed_traffic
bench-replication: $(VENV)/ready-dev ## Measure with a replica and PgBouncer (needs Debian's, and wrk)
	@$(BIN)/python -m benchmarks.replication

rehearse-migrations: $(VENV)/ready-dev ## Change tables of a million profiles under traffic (needs Debian's PostgreSQL)
	@$(BIN)/python -m benchmarks.replication.rehearsal --profiles 1000000

evaluate-cvs: $(VENV)/ready-dev .data/demo.env ## How well CVs are read, by the labelled sets
	@ENV_FILE=.data/demo.env $(BIN)/python manage.py evaluate_cv

fuzz: $(VENV)/ready-dev ## Try everything on the API in each role, 50,000 cases or more; goes on for an hour
	@$(BIN)/python -m benchmarks.fuzz --examples $(FUZZ_EXAMPLES) --at-least 50000

fuzz-quick: $(VENV)/ready-dev ## The same in short, as CI does
	@$(BIN)/python -m benchmarks.fuzz --examples 3 --phases examples,fuzzing --seconds 240 \
		--byte-rounds 2

fuzz-cvs: $(VENV)/ready-dev ## Read 500 broken and all hostile files; fails when one gets out of hand
	@$(BIN)/python -m benchmarks.cvs.fuzz 500

house: $(VENV)/ready-dev ## Measure how the code is built; OPTIONS=--list names what is too long
	@$(BIN)/python -m benchmarks.house $(OPTIONS)

pictures: $(VENV)/ready-dev .data/demo.env ## Take the pictures of README and docs (needs chromium)
	@$(BIN)/python -m benchmarks.pictures

bench-pages: $(VENV)/ready-dev .data/demo.env ## Measure the pages in a browser (needs chromium)
	@$(BIN)/python -m benchmarks.pages

messages: $(VENV)/ready-dev ## Collect the texts into locale/, and compile what is translated (needs gettext)
	@DEBUG=true $(BIN)/python manage.py makemessages --locale de --no-location --no-wrap $(UNTRANSLATED)
	@$(BIN)/pybabel compile -d locale -D django

sbom: $(VENV)/ready-dev ## What Guildhall runs on, as CycloneDX, in .data/sbom.json
	@mkdir -p .data
	@$(BIN)/python deploy/inventory.py sbom > .data/sbom.json
	@echo .data/sbom.json

licences: $(VENV)/ready-dev ## Check the licences of what it runs on, and write docs/licences.md
	@$(BIN)/python deploy/inventory.py licences > docs/licences.md

audit: $(VENV)/ready-dev ## Look for known vulnerabilities in what is locked (asks pypi.org)
	@test -x $(BIN)/pip-audit || $(INSTALL) pip-audit==$(PIP_AUDIT)
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt \
		--requirement requirements-s3.txt || { \
		echo "Either there are findings above, or pypi.org could not be asked: nothing is known then."; \
		exit 1; }

lock: $(BIN)/uv ## Write requirements*.txt from their .in files
	@$(COMPILE) requirements-uv.in --output-file requirements-uv.txt
	@$(COMPILE) requirements.in --output-file requirements.txt
	@$(COMPILE) requirements-s3.in --output-file requirements-s3.txt
	@$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

shell: $(VENV)/ready .data/demo.env ## A Python shell on the demo's data
	@ENV_FILE=.data/demo.env $(BIN)/python manage.py shell

.data/demo.env:
	@mkdir -p .data
	@$(PYTHON) -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50))" > $@
	@printf 'HTTPS=false\nACCOUNT_PROOF_REQUIRED=false\nSTAFF_TOTP_REQUIRED=false\nLOG_FORMAT=console\nLOG_LEVEL=WARNING\n' >> $@

clean: ## Remove the environment and the embedded database
	@rm -rf $(VENV) .venv-production .data

$(BIN)/uv: requirements-uv.txt
	@echo "Making $(VENV) ..."
	@test -x $(BIN)/python || { $(PYTHON) -m venv --without-pip $(VENV) && \
		$(PYTHON) -m zipfile -e "$(PIP_WHEEL)" $(VENV)/lib/python3*/site-packages 2>/dev/null; } \
		|| $(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --require-hashes -r $<
	@touch $@

# Compiled, for a server may run it where it cannot write.
$(VENV)/ready: requirements.txt | $(BIN)/uv
	$(call install,$<,--compile-bytecode)
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt | $(BIN)/uv
	$(call install,$<)
	@touch $@ $(VENV)/ready
