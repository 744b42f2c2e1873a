# Everything a newcomer needs. `make run` and `make test` set up .venv by themselves.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8080

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

run: .venv/.run ## serve the demo and print its address
	$(BIN)/laufmappe serve --demo --port $(PORT)

test: .venv/.test ## every check and every test
	$(BIN)/python -m tests.house.all

soak: .venv/.test ## the long tests: random processes, faults, a million expressions
	$(BIN)/pytest -m soak

lock: ## write the hash-pinned lock files anew (needs uv)
	uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --extra install pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --extra install --extra test pyproject.toml -o requirements-test.lock

assets: ## build web/static/dist from web/frontend (needs Node.js)
	cd web/frontend && npm ci --no-audit --no-fund && npm run build

texts: .venv/.run ## compile the English texts of the pages
	$(BIN)/pybabel -q compile -d web/translations

clean: ## remove .venv and everything made by running
	rm -rf .venv var build *.egg-info

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Laufmappe braucht Python 3.11 oder neuer (python3 --version)."; exit 1; }
	@$(PYTHON) -m ensurepip --version >/dev/null 2>&1 || { echo "Es fehlt das Paket python3-venv. Unter Debian und Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.created requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.created requirements-test.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/.run

.PHONY: help run test soak lock assets texts clean
