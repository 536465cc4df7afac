# Each target works on a fresh machine with Python 3.11 or later and make.
PYTHON ?= python3
PORT ?= 8501
PY := .venv/bin/python
COMPONENT := views/graph_component/pyproject.toml views/graph_component/hatch_build.py $(wildcard views/graph_component/maillage_graph/*)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint bench soak kills validate messages install requirements

run: .venv/run
	@echo "Maillage : http://localhost:$(PORT)"
	.venv/bin/streamlit run app.py --server.port $(PORT) --server.headless true

test: .venv/dev
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy catalog planner

bench: .venv/dev
	$(PY) -m tests.benchmarks.ratios
	$(PY) -m tests.benchmarks.drawing
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.divide
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.checker
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.rooms
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.optimiser --seeds 2 --time 3 --growth 20 100

# Say which words of the pages lack their French, and which French is no longer used.
messages: .venv/dev
	$(PY) -m pytest tests/test_locale.py

# About an hour of use, then 150 kills (half an hour or more); nginx and postgresql from Debian for the last 100.
soak: .venv/dev
	$(PY) -m tests.benchmarks.soak
	$(MAKE) kills

# A server killed 50 times on SQLite, on PostgreSQL and behind nginx, while a visitor edits; PostgreSQL itself cut short 5 times.
kills: .venv/dev
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.kills sqlite postgresql servers --kills 50
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.benchmarks.kills database --kills 5

validate: .venv/dev
	$(PY) -m catalog validate
	OPENBLAS_NUM_THREADS=1 $(PY) -m planner.validation --quiet

install: .venv/dev

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt $(COMPONENT) | .venv/bin/python
	$(PY) -m pip install --quiet -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt $(COMPONENT) | .venv/bin/python
	$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@ .venv/run

# Compile the pinned files from pyproject.toml; the graph component is our own package, built from its folder.
requirements: .venv/bin/python
	$(PY) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --no-header --python-version 3.11 -c requirements.txt --group dev -o requirements-dev.txt
	echo "-r requirements.txt" >> requirements-dev.txt
	echo "./views/graph_component" >> requirements.txt
