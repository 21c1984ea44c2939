# On Windows, or without make: `uv run` and the command after $(BIN)/ in each line.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
DEMO := build/demo
PARTS := app pwa tests

.PHONY: help setup demo generate test endurance lint bench clean

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(INSTALLED) ## install what generating and testing need, into .venv

$(INSTALLED): pyproject.toml
	@echo "installing the packages of pyproject.toml into .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python .venv --group dev
	@touch $@

demo: generate ## generate the default project into build/demo, build it, serve it (PORT)
	@$(MAKE) --no-print-directory -C $(DEMO) run PORT=$(PORT)

# Into a new folder first: what the demo has installed and fetched stays where it is.
generate: setup ## generate the default project into build/demo
	@rm -rf build/new $(addprefix $(DEMO)/,$(PARTS))
	@$(BIN)/cookiecutter . --no-input --output-dir build/new project_slug=demo >/dev/null
	@mkdir -p $(DEMO)
	@cp -R build/new/demo/. $(DEMO)
	@rm -rf build/new

test: lint generate ## everything: the generator, the generated projects, real browsers
	$(BIN)/pytest tests/test_readme.py tests/generation
	$(MAKE) -C $(DEMO) test
	$(BIN)/pytest tests/project

endurance: generate ## 20,000 requests and six minutes of events, of which `make test` does a part
	$(MAKE) -C $(DEMO) build
	ENDURANCE=1 $(BIN)/pytest tests/project/test_projects.py -k endurance

lint: setup ## style and types of what is not inside the template folder
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: generate ## compare with the alternatives; writes build/bench.json
	$(MAKE) -C $(DEMO) build
	cd $(DEMO) && PYTHONPATH=$(CURDIR) .venv/bin/python -m benchmarks --out ../bench.json

clean: ## remove everything that can be made again
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache
