# Everything here needs python3 (3.10 or newer) and make; the first target builds .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test test-editors vsix lint format docs site package bench clean

help:  ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP)  ## find, prove and apply speedups in a small shop, then in real programs
	$(BIN)/python -m docs.demo

test: $(STAMP)  ## run all tests but those in editors
	$(BIN)/python -m pytest --ignore=tests/editors

# Editors that can be installed without touching the system are, once, into the user's cache; the rest is skipped.
test-editors: $(STAMP)  ## run the tests in real editors: VS Code, Neovim, Emacs, and pre-commit
	$(BIN)/python -m pip install --quiet --group editors
	$(BIN)/python -m pytest tests/editors

lint: $(STAMP)  ## check style, types and import directions
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## put the code into its standard form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(STAMP)  ## write the pages that are made from the code
	$(BIN)/python -m docs.generate

site: $(STAMP)  ## build the documentation site into build/site, strictly
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

package: $(STAMP)  ## build the wheel and the source archive into dist/
	$(BIN)/python -m build

vsix: $(STAMP)  ## build the VS Code extension, with its server, into dist/ (needs npm)
	rm -rf vscode-extension/bundled
	$(BIN)/python -m build --wheel --outdir vscode-extension/bundled
	cp CHANGELOG.md vscode-extension/
	cd vscode-extension && npm ci && npm run package
	mkdir -p dist && mv vscode-extension/speedwright.vsix dist/

bench: $(STAMP)  ## measure what the bars are about (cold start, editing)
	$(BIN)/python -m tests.benchmarks.cold_check
	$(BIN)/python -m tests.benchmarks.lsp_latency

clean:  ## remove what was built
	rm -rf $(VENV) build dist
	cd vscode-extension && rm -rf bundled out node_modules CHANGELOG.md speedwright.vsix

# The stamp is as old as the last complete installation: a change of pyproject.toml makes a new one.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "Speedwright needs Python 3.10 or newer: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	# Dependency groups need pip 25.1.
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@
