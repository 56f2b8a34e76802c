# Two commands do all the set-up: `make demo` and `make test`. Both start from an empty machine.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
PYTHON := $(VENV)/bin/python
EXAMPLE := examples/cifar10_cnn.py
TORCH_EXAMPLES := examples/gpt.py examples/residual_cnn.py
# Libraries that the tests only read the source of; what they would import is not needed.
SOURCES := torchvision==0.29.2 timm==1.0.31
# What the benchmarks measure: files of these libraries, and these servers beside ours.
BENCHED := keras==3.15.1 timm==1.0.31 transformers==5.23.0
# What the libraries need beside that to print their own summaries.
BESIDE := torchinfo==1.8.0 pillow==12.0.0 safetensors==0.7.0 pyyaml==6.0.3
PEERS := ty==0.0.104 pyrefly==1.4.1 basedpyright==1.40.2

.PHONY: demo test lint unit hunt editors bench generate clean

demo: $(VENV)/.demo
	@$(VENV)/bin/layerhints hints $(EXAMPLE)
	@echo
	@$(VENV)/bin/layerhints summary $(EXAMPLE)
	@for example in $(TORCH_EXAMPLES); do echo; $(VENV)/bin/layerhints hints $$example; done
	@echo
	@$(VENV)/bin/layerhints summary examples/gpt.py --depth 1
	@$(VENV)/bin/layerhints summary examples/residual_cnn.py --input 2,3,32,32 --depth 2
	@echo "VS Code: cd vscode-client && npm ci && npm run package && code --install-extension layerhints.vsix, then open $(EXAMPLE) or examples/gpt.py"
	@echo "Neovim 0.11+: PATH=$(CURDIR)/$(VENV)/bin:\$$PATH nvim --cmd 'set rtp^=$(CURDIR)/editors/nvim' -c \"lua vim.lsp.enable('layerhints'); vim.lsp.inlay_hint.enable()\" $(EXAMPLE)"

test: $(VENV)/.test
	scripts/install-editors.sh
	$(MAKE) lint unit editors

lint: $(VENV)/.test
	$(VENV)/bin/ruff check server tests scripts benchmarks
	$(VENV)/bin/mypy

unit: $(VENV)/.test
	CI=1 KERAS_BACKEND=jax $(PYTHON) -m pytest -n auto --dist worksteal -m "not editor"

# Draws other programs and edits each time; what it finds becomes a test.
hunt: $(VENV)/.test
	KERAS_BACKEND=jax $(PYTHON) -m pytest -n auto --dist worksteal tests/incremental tests/syntax tests/layers tests/torch_layers

editors: $(VENV)/.test
	$(PYTHON) -m pytest -m editor

bench: $(VENV)/.test .cache/benchmarks/.ready
	$(PYTHON) benchmarks/run.py --together --cold --write

.cache/benchmarks/.ready: Makefile
	python3 -m venv .cache/benchmarks/peers
	-for peer in $(PEERS); do .cache/benchmarks/peers/bin/pip install --quiet $$peer; done
	$(PYTHON) -m pip install --quiet --no-deps --no-compile --upgrade --target .cache/benchmarks/sources $(BENCHED)
	$(PYTHON) -m pip install --quiet --no-deps --no-compile --upgrade --target .cache/benchmarks/beside $(BESIDE)
	@touch $@

$(VENV)/bin/python:
	python3 -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install --quiet --editable '.[test]'
	$(PYTHON) -m pip install --quiet --no-deps $(SOURCES)
	@touch $@ $(VENV)/.demo

generate: $(VENV)/.test
	$(PYTHON) scripts/generate_settings.py
	$(PYTHON) scripts/generate_manual.py

clean:
	rm -rf $(VENV) .cache vscode-client/node_modules
