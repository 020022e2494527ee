# Each target makes its own environment in .venv first. Needs Python 3.11 or newer and nothing else.
# On Windows, or without make: see the pip lines in README.md.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
WORKERS ?= 2
BIN = .venv/bin
READY = .venv/ready
TESTING = .venv/ready-to-test
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt

.PHONY: serve publish published thorough test lint bench fuzz fuzz-guided fresh audit lock sbom load screenshots mutation proof clean

serve: $(READY)  ## open the dashboard in the browser
	@$(BIN)/guideline-explorer serve $(ARGS)

publish: $(READY)  ## write the dashboard as a folder for any web server; ARGS="page.html --one-file" writes one file
	$(PIP) --editable ".[publish]"
	$(BIN)/guideline-explorer publish $(or $(ARGS),public)

test: $(TESTING)  ## run every test; ARGS="-k words" chooses, WORKERS=0 runs one after another
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(TESTING)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(TESTING)  ## measure, each figure against its floor or peer; ARGS="--only interaction --json FILE" chooses
	$(PIP) --editable ".[bench]"
	$(BIN)/python -m benchmarks $(ARGS)

mutation: $(TESTING)  ## seed every fault and print the share the case files catch; ARGS="--sample 200" takes fewer
	$(BIN)/python -m tests.mutation $(ARGS)

proof: $(TESTING)  ## what holds in all cases; then 50 cases against 10,000 sampled completions each
	$(BIN)/guideline-explorer check --proof $(ARGS)
	SAMPLED_CASES=50 SAMPLES=10000 $(BIN)/python -m pytest tests/reasoning/test_sampled.py

fuzz: $(TESTING)  ## try 105,000 inputs nobody would write; ARGS=1000 tries fewer
	$(BIN)/python -m tests.fuzz $(ARGS)

fuzz-guided: $(TESTING)  ## let coverage guide one test for ten minutes; TEST=test_condition, or another of tests/fuzz
	$(PIP) atheris
	$(BIN)/python -m tests.fuzz --atheris $(or $(TEST),test_condition) -max_total_time=600 $(ARGS)

fresh: $(TESTING)  ## the README's two commands in a clone, and the wheel elsewhere, all of it installed anew
	FRESH_MACHINE=1 $(BIN)/python -m pytest tests/test_fresh.py tests/test_binder.py $(ARGS)

audit: $(READY)  ## known holes of the pinned versions; asks PyPI, and fails where it does not answer
	$(PIP) pip-audit
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement .ci/constraints.txt

LOCKED = pyproject.toml deploy/requirements.in --extra dashboard --extra report
lock: $(TESTING)  ## write .ci/lock.txt anew: what a server needs, for every system, each file by its hash
	$(PIP) uv
	$(BIN)/uv pip compile $(LOCKED) --constraint .ci/constraints.txt --generate-hashes --universal --python-version 3.11.5 \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file .ci/lock.txt

sbom: $(READY)  ## write sbom.json: what a server is made of, by name, version and hash (CycloneDX)
	$(PIP) cyclonedx-bom
	$(BIN)/cyclonedx-py requirements .ci/lock.txt --output-file $(or $(ARGS),sbom.json)

thorough: $(TESTING)  ## every test, also those that take long, as CI runs them
	THOROUGH=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

published: $(TESTING)  ## every test of the served dashboard on the published one, and 1,000 cases told alike
	PUBLISHED=1 $(BIN)/python -m pytest tests/browser/test_published.py $(ARGS)

load: $(TESTING)  ## let thirty visitors come at once, each making 20 changes; ARGS="--users 6" lets fewer
	$(BIN)/python -m benchmarks.load $(ARGS)

screenshots: $(TESTING)  ## take the pictures of the README again
	$(BIN)/python -m benchmarks.screenshots

$(READY): pyproject.toml .ci/constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	$(PYTHON) -m venv --clear .venv || { echo "Could not make .venv: on Debian and Ubuntu install python3-venv."; exit 1; }
	$(PIP) --editable ".[dashboard,report]"
	@touch $@

$(TESTING): $(READY)
	$(PIP) --editable ".[test]"
	@touch $@

clean:
	rm -rf .venv
