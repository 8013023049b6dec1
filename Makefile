# `make brief` and `make test` need Python 3.11 or newer and nothing else: everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: brief test lint format pages docs bench snapshot lock wheel clean

brief: .make/run ## the brief for Azerbaijan and Brazil, in out/
	$(BIN)/alat brief AZE BRA --out out/ --overwrite

test: .make/dev $(if $(SLOW),.make/spark) ## every test but the slow extras; SLOW=yes for those too, and Spark
	$(BIN)/pytest -n 2 $(if $(SLOW),,-m "not slow")

lint: .make/dev ## format, lint, types, import layers, size budgets, seals
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_budgets.py
	$(BIN)/python tools/check_leaks.py

format: .make/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pages: .make/dev ## write the pages of docs/ that follow from the code
	$(BIN)/python tools/docs_reference.py

docs: .make/dev ## the documentation as a site, in site/
	$(BIN)/zensical build --clean

bench: .make/dev ## time what the README promises; writes benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py

snapshot: .make/snapshot ## rebuild the shipped tables from the raw files in ../shared/data
	$(BIN)/python tools/snapshot/build.py

wheel: .make/dev
	$(BIN)/python -m hatchling build -t wheel

lock: $(BIN)/uv ## refresh the lock files; they carry hashes and no address
	$(UV) pip compile -q pyproject.toml --group dev --group snapshot --group bench --no-emit-index-url --generate-hashes --no-header --no-annotate --universal -o requirements-dev.lock
	$(UV) pip compile -q pyproject.toml tools/build.in -c requirements-dev.lock --no-emit-index-url --generate-hashes --no-header --no-annotate --universal -o requirements.lock
	printf 'pyspark>=4.0\n' | $(UV) pip compile -q - -c requirements-dev.lock --no-emit-index-url --generate-hashes --no-header --no-annotate --universal -o requirements-spark.lock

clean:
	rm -rf $(VENV) .make out site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/uv: tools/bootstrap.lock
	$(PYTHON) -c 'import sys; sys.exit("Alat needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/bootstrap.lock
	@touch $@

.make/run: $(BIN)/uv requirements.lock pyproject.toml
	@mkdir -p .make
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.make/dev: .make/run requirements-dev.lock
	$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# Apart, because it is 430 MB and only the slow tests ask for it.
.make/spark: .make/dev requirements-spark.lock
	$(UV) pip install --quiet --require-hashes -r requirements-spark.lock
	@touch $@

.make/snapshot: .make/dev
	@touch $@
