# Everything that a developer types.  `make install` first; the rest installs when it has to.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTS ?=
BENCH ?=
EVAL ?=

.PHONY: install demo test fuzz lint format bench eval docs names clean lock generated

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "pdscan needs Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/debian-packages python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@tools/debian-packages tesseract-ocr tesseract-ocr-nld || echo "Pictures are not read: $(BIN)/pdscan doctor says what OCR needs"
	@tools/debian-packages libarchive-tools || echo "RAR, 7z and ISO are not read: $(BIN)/pdscan doctor says what they need"
	@touch $@
	@echo "pdscan is installed: $(BIN)/pdscan --help"

demo: $(READY)
	rm -rf demo
	$(BIN)/pdscan demo --dir demo

test: $(READY)
	@tools/debian-packages chromium dovecot-imapd fonts-ocr-b git libarchive-tools mariadb-server openssh-client openssh-server \
		poppler-utils postgresql redis-server ripgrep samba slapd tesseract-ocr tesseract-ocr-nld
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=90 --format=total

fuzz: $(READY)
	@tools/debian-packages libarchive-tools
	$(BIN)/python -m tests.fuzz

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	@tools/debian-packages postgresql ripgrep
	$(BIN)/python -m benchmarks $(BENCH)

eval: $(READY)
	@tools/debian-packages fonts-ocr-b tesseract-ocr tesseract-ocr-nld
	$(BIN)/python -m benchmarks.specimens
	$(BIN)/python -m benchmarks.quality $(EVAL)

names: $(READY)
	$(BIN)/uv run --quiet --no-project --with faker==40.63.0 --with mimesis==22.2.0 --with pyyaml python tools/names.py

docs: $(READY)
	$(BIN)/python tools/reference.py

lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-annotate \
		--all-extras --group dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist demo htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
