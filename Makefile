# On Windows, or without make: `uv run` and the command after $(BIN)/ in each line.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
DEMO := build/demo
PARTS := app pwa tests
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help setup demo generate test test-generator test-demo test-browsers test-projects
.PHONY: endurance fuzz lint bench clean

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

# Two at a time, as neither keeps two processors busy. The second pair uses what the first has made
# in the demo: its environment, and a build's caches.
test: generate ## everything: the generator, the generated projects, real browsers
	$(MAKE) --no-print-directory -j2 $(SYNC) test-generator test-demo
	$(MAKE) --no-print-directory -j2 $(SYNC) test-browsers test-projects

test-generator: lint
	$(BIN)/pytest tests/test_readme.py tests/generation

test-demo:
	$(MAKE) -C $(DEMO) lint
	$(MAKE) -C $(DEMO) unit
	$(MAKE) -C $(DEMO) build

test-browsers:
	$(MAKE) -C $(DEMO) browser
	$(BIN)/pytest tests/project/firefox

test-projects:
	$(BIN)/pytest tests/project --ignore=tests/project/firefox

endurance: generate ## 20,000 requests and six minutes of events, of which `make test` does a part
	$(MAKE) -C $(DEMO) build
	ENDURANCE=1 $(BIN)/pytest tests/project/test_projects.py -k endurance

fuzz: generate ## an hour of random requests, of which `make test` does a minute
	$(MAKE) -C $(DEMO) build
	FUZZ_SECONDS=3600 $(BIN)/pytest tests/project/test_projects.py -k whatever_pages_do

lint: setup ## style and types of what is not inside the template folder
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: generate ## compare with the alternatives; writes build/bench.json
	$(MAKE) -C $(DEMO) build
	cd $(DEMO) && PYTHONPATH=$(CURDIR) .venv/bin/python -m benchmarks --out ../bench.json

clean: ## remove everything that can be made again
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache
