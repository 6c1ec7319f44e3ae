# Linchpin. `make help` lists what there is; CONTRIBUTING.md says when to use what.
.DEFAULT_GOAL := help
.PHONY: help setup demo up-cluster faults fuzz test check lint types imports templates dependencies content bench load format lock screenshots clean tools browser verifier sbom audit

BIN := .venv/bin
ARGS ?=
WORKERS ?= 2
# Without compiled files each of the workers, and each server that a test starts, would compile the program anew.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)
COMPILE = uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 --extra postgres --extra sso --extra telemetry \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from requirements.txt, with the command .venv/bin/lms
	@sh scripts/setup.sh requirements.txt

demo: setup ## Set up, make a demo organisation and serve it at http://127.0.0.1:8000
	@$(BIN)/lms demo $(ARGS)

up-cluster: tools ## Serve a demo with two replicas, a worker and PostgreSQL behind a small proxy (ARGS="--port N", "--show")
	@$(BIN)/python -m scripts.cluster $(ARGS)

faults: tools ## Kill a server two hundred times on each database, in the middle of saving and handing in: JSON lines
	@$(BIN)/python -m tests.faults $(ARGS)

fuzz: tools ## Send every address of the JSON door what nobody would send, on both databases (EXAMPLES=50)
	@LMS_TEST_EXAMPLES=$(or $(EXAMPLES),50) $(BIN)/pytest tests/api/test_fuzz.py
	@LMS_TEST_EXAMPLES=$(or $(EXAMPLES),50) $(BIN)/pytest tests/api/test_fuzz.py --database postgresql

test: ## Run all tests on SQLite, then all that use a database on PostgreSQL
	@$(MAKE) --no-print-directory -j 2 tools verifier
	@$(MAKE) --no-print-directory browser
	@status=0; \
	echo "Tests, on SQLite where they need a database"; \
	$(PYTEST) || status=1; \
	echo "Tests that use a database, on PostgreSQL"; \
	$(PYTEST) --database postgresql || status=1; \
	exit $$status

check: tools ## Lint, formatting, types, imports, templates, dependencies, content: every problem at once
	@$(MAKE) --no-print-directory --keep-going lint types imports templates dependencies content

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy --strict lms

imports:
	$(BIN)/lint-imports --no-logo

templates:
	$(BIN)/djlint --lint --quiet lms/templates

dependencies:
	$(BIN)/deptry lms

content:
	$(BIN)/lms content check

bench: setup ## Measure pages, lists, search and certificates: JSON lines with ratios
	@$(BIN)/python -m scripts.bench $(ARGS)

load: setup ## 2,000 learners take a post-test at once for ten minutes; nothing acknowledged may be missing
	@$(BIN)/python -m scripts.load $(ARGS)

format: tools ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: ## Resolve pyproject.toml anew into requirements.txt and requirements-test.txt (needs uv)
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra saml --group test --group browser --group lint --constraints requirements.txt --output-file requirements-test.txt

screenshots: tools browser ## Take the pictures of the README from a fresh demo
	@$(BIN)/python scripts/screenshots.py $(ARGS)

sbom: tools ## Write the bill of materials of what is installed to run it, from the lock, to build/sbom.json (CycloneDX)
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --output-format JSON --output-file build/sbom.json

audit: tools ## Ask the advisory database about every package of the locks; fails when it knows a weakness, or cannot be reached
	$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict --progress-spinner off
	$(BIN)/pip-audit --requirement requirements-test.txt --require-hashes --disable-pip --strict --progress-spinner off

clean: ## Remove the environment and all caches; the data folder stays
	rm -rf .venv .cache .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
	find lms tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

tools:
	@sh scripts/setup.sh requirements-test.txt

browser:
	@$(BIN)/python -m tests.browser.browser

verifier:
	@sh scripts/verifier.sh
