# The words a newcomer types. `make` alone lists them.
PYTHON ?= python3
HOME_DIR ?= shoppulse-home
PORT ?= 8501
BIN = .venv/bin
export PYTHON

.PHONY: help run test check bench lock screenshots

help: ## list these words
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/ready: pyproject.toml requirements.lock tools/setup.sh
	@tools/setup.sh

run: .venv/ready ## start the dashboard, on demo data where there is no real data yet
	@$(BIN)/shoppulse --home $(HOME_DIR) demo --if-empty
	@$(BIN)/shoppulse --home $(HOME_DIR) serve --port $(PORT)

check: .venv/ready ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check
	$(BIN)/lint-imports

test: check ## every test, after `check`
	tools/test-packages.sh
	$(BIN)/pytest

bench: .venv/ready ## measure against the peers; results go to benchmarks/
	$(BIN)/python -m benchmarks.run

screenshots: .venv/ready ## the pictures of README and docs, from demo data
	$(BIN)/python -m tests.dashboard.screenshots

lock: ## renew requirements.lock and requirements.run.lock (without what only developers need)
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --no-emit-project --no-header --output-file requirements.lock
	$(BIN)/uv export --quiet --no-emit-project --no-header --no-dev --output-file requirements.run.lock
