# make demo | make test | make lint | make bench — everything sets itself up in .venv; Python ≥ 3.11, git and make are enough.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
# Tests write and flush thousands of small files: in memory where there is room for them, unless TMPDIR says otherwise.
SHM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')
TEST := $(if $(or $(TMPDIR),$(if $(SHM),,none)),,TMPDIR=$(SHM) )$(BIN)/python -m pytest -n $(JOBS)

.DEFAULT_GOAL := help
.PHONY: help demo test integration lint bench wheel clean

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "请先安装 venv 模块（Debian：apt install python3-venv）/ install Python's venv module first" >&2; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/run: $(VENV)/python pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . >&2
	@touch $@

$(VENV)/dev: $(VENV)/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' >&2
	@touch $@

demo: $(VENV)/run ## open the desk of window 007 of a demonstration hall, or play its day where there is no terminal
	@$(BIN)/windowdesk demo

test: $(VENV)/dev ## lint, types, import contracts and every test
	$(TEST)

integration: $(VENV)/dev ## tests with programs PyPI does not carry: poppler and ippeveprinter
	WINDOWDESK_INTEGRATION=1 $(TEST) -m integration

lint: $(VENV)/dev ## lint, types and import contracts only
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(VENV)/dev ## every benchmark, each a ratio in one run
	$(BIN)/python -m benchmarks

wheel: $(VENV)/dev ## build an installable wheel with its data inside
	$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean: ## remove what was built
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
