# `make run` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOG ?=
OUT ?= out
PORT ?= 8321
ARGS ?=

.PHONY: run test lint bench clean lock torture widget score sentences

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: $(VENV)/.ready  ## audit LOG and say where the report lies; without LOG a sample, then serve a demo site on PORT
	@$(BIN)/python -m penombre.cli demo --out $(OUT) $(if $(LOG),--log "$(LOG)") $(ARGS)
ifeq ($(strip $(LOG)),)
	@$(BIN)/python -m penombre.cli serve --demo --data $(OUT)/demo-data --port $(PORT)
endif

test: lint  ## everything: style, types, import rules, tests, the browser included
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --durations 20 $(ARGS)

torture: $(VENV)/.ready  ## a hundred kill -9 under load, then every event accounted for
	PENOMBRE_KILLS=100 $(BIN)/pytest tests/serve/test_torture.py -s $(ARGS)

widget:  ## build the scripts that measured pages load, from their source
	cd widget && npm ci --no-audit --no-fund --silent && npm run -s check && npm run -s build && npm run -s sizes

lint: $(VENV)/.ready
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready  ## side by side with GoAccess and AWStats; writes bench/RESULTS.md
	$(BIN)/python -m bench $(ARGS)

sentences: $(VENV)/.ready  ## bring the French catalogue up to date with the code, and compile it
	$(BIN)/python -m tests.catalogue

score: $(VENV)/.ready  ## the estimators on worlds whose truth is known; writes docs/science/score.md (hours; ARGS="--worlds 20" for less, "--keep FILE" to go on with)
	$(BIN)/penombre score $(ARGS)

lock:  ## pin every dependency with its hashes and no address
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt

clean:
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
