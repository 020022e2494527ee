# Each target makes its own environment in .venv first. Needs Python 3.11 or newer and nothing else.
# On Windows, or without make: see the pip lines in README.md.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN = .venv/bin
READY = .venv/ready

.PHONY: serve test lint bench screenshots clean

serve: $(READY)  ## open the dashboard in the browser
	@$(BIN)/guideline-explorer serve $(ARGS)

test: $(READY)  ## run every test; ARGS="-k words" chooses
	$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)  ## measure, printing JSON
	$(BIN)/python -m benchmarks $(ARGS)

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
