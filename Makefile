# Each target makes its own environment in .venv first. Needs Python 3.11 or newer and nothing else.
# On Windows, or without make: see the pip lines in README.md.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN = .venv/bin
READY = .venv/ready

.PHONY: serve test lint bench fuzz load screenshots mutation proof clean

serve: $(READY)  ## open the dashboard in the browser
	@$(BIN)/guideline-explorer serve $(ARGS)

test: $(READY)  ## run every test; ARGS="-k words" chooses
	$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)  ## measure, printing JSON
	$(BIN)/python -m benchmarks $(ARGS)

mutation: $(READY)  ## seed every fault and print the share the case files catch; ARGS="--sample 200" takes fewer
	$(BIN)/python -m tests.mutation $(ARGS)

proof: $(READY)  ## what holds in all cases; then 50 cases against 10,000 sampled completions each
	$(BIN)/guideline-explorer check --proof $(ARGS)
	SAMPLED_CASES=50 SAMPLES=10000 $(BIN)/python -m pytest tests/reasoning/test_sampled.py

fuzz: $(READY)  ## try 105,000 inputs nobody would write; ARGS=1000 tries fewer
	$(BIN)/python -m tests.fuzz $(ARGS)

load: $(READY)  ## let thirty visitors come at once, each making 20 changes; ARGS="--users 6" lets fewer
	$(BIN)/python -m benchmarks.load $(ARGS)

screenshots: $(READY)  ## take the pictures of the README again
	$(BIN)/python -m benchmarks.screenshots

$(READY): pyproject.toml .ci/constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	$(PYTHON) -m venv --clear .venv || { echo "Could not make .venv: on Debian and Ubuntu install python3-venv."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint .ci/constraints.txt --editable ".[test]"
	@touch $@

clean:
	rm -rf .venv
