# Every command of the project. Each installs what it needs, so any of them may be the first.

# Tests run in as many processes as there are cores, but no more than four.
WORKERS ?= auto
# Further words for pytest, `loopdesk demo`, the benchmarks, the fault matrix.
PYTEST_ARGS ?=
DEMO_ARGS ?=
BENCH_ARGS ?=
FAULTS_ARGS ?=
# Seconds of simulation in the fault matrix, and a patch to try the matrix on.
SIMULATE ?=
PATCH ?=
# Where `make run` serves.
PORT ?= 8000
# `make lock UPGRADE=--upgrade` moves every pin to the newest version.
UPGRADE ?=

BIN := .venv/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
PIP_COMPILE := .venv-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links $(UPGRADE)

CORE := .venv/.core-installed
TEST := .venv/.test-installed
PEER := .venv-bench/.installed

# Where this is set, each of the many processes would compile all libraries again, for seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test journeys fuzz faults faults-long lint fix bench lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(CORE) ## play a real day of a customer-service centre and print what happened
	@$(BIN)/loopdesk demo $(DEMO_ARGS)

run: $(CORE) ## serve the platform on this machine, embedded, at PORT (8000)
	@$(BIN)/loopdesk up --port $(PORT)

test: $(TEST) ## run all tests
	@tools/ensure_debian_packages.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadscope \
		--no-loadscope-reorder $(PYTEST_ARGS)

journeys: $(TEST) ## run only the stories across services
	@tools/ensure_debian_packages.sh
	@$(BIN)/python -m pytest tests/journeys $(PYTEST_ARGS)

fuzz: $(TEST) ## send 200 generated requests to each operation of each API
	@tools/ensure_debian_packages.sh
	@FUZZ_CASES=200 $(BIN)/python -m pytest -m fuzz --timeout 0 -n $(WORKERS) --maxprocesses 4 \
		--dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

faults: $(TEST) ## break what the guarantees guard, 5 times a point, or try that on a PATCH
	@tools/ensure_debian_packages.sh
	@$(BIN)/python -m tests.faults $(if $(PATCH),--patch $(PATCH)) \
		$(if $(SIMULATE),--simulate $(SIMULATE)) $(FAULTS_ARGS)

faults-long: $(TEST) ## the same 50 times a point, simulating for SIMULATE seconds (600)
	@tools/ensure_debian_packages.sh
	@$(BIN)/python -m tests.faults --long --simulate $(or $(SIMULATE),600) $(FAULTS_ARGS)

lint: $(TEST) ## check style, types, layers, dependencies and the kernel's size
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry .
	@$(BIN)/python tools/count_kernel_lines.py

fix: $(TEST) ## format the code and mend what can be mended mechanically
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(TEST) $(PEER) ## measure beside a peer or a ceiling and write bench.json
	@tools/ensure_debian_packages.sh
	@$(BIN)/python -m tests.benchmarks $(BENCH_ARGS)

lock: .venv-lock/bin/pip-compile ## write requirements/*.txt anew from pyproject.toml
	@$(PIP_COMPILE) --build-deps-for editable --only-build-deps -o requirements/build.txt pyproject.toml
	@$(PIP_COMPILE) -o requirements/core.txt pyproject.toml
	@$(PIP_COMPILE) --extra test -c requirements/core.txt -o requirements/test.txt pyproject.toml
	@$(PIP_COMPILE) --extra bench -c requirements/core.txt -o requirements/bench.txt pyproject.toml

clean: ## remove environments, caches and builds; data folders stay
	@rm -rf .venv .venv-bench .venv-lock .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment of the product: what pyproject.toml's dependencies come to, and the product.
$(CORE): requirements/build.txt requirements/core.txt pyproject.toml
	@test -x $(BIN)/python || { python=$$(tools/find_python.sh) && "$$python" -m venv .venv; }
	@echo "Installing the product's requirements"
	@$(BIN)/python $(PIP_INSTALL) -r requirements/build.txt
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation -r requirements/core.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	@touch $@

$(TEST): $(CORE) requirements/test.txt
	@echo "Installing the tests' requirements"
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation -r requirements/test.txt
	@touch $@

# The peer of the benchmarks has an environment of its own: its framework is no part of ours.
$(PEER): requirements/build.txt requirements/bench.txt
	@test -x .venv-bench/bin/python || { python=$$(tools/find_python.sh) && "$$python" -m venv .venv-bench; }
	@echo "Installing the benchmarks' peer"
	@.venv-bench/bin/python $(PIP_INSTALL) -r requirements/build.txt
	@.venv-bench/bin/python $(PIP_INSTALL) --no-build-isolation -r requirements/bench.txt
	@touch $@

# Locked on the oldest Python that the product runs on: newer ones need no more than that.
.venv-lock/bin/pip-compile:
	@python=$$(tools/find_python.sh 3.11) && "$$python" -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
