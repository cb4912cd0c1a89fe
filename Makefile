# Everything an operator or a developer types. `make` alone shows the menu.

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTANCE := $(PYTHON) -m postal_services.instance
SETUP := sh postal_services/instance/setup.sh
ARGS ?=

.DEFAULT_GOAL := menu
.PHONY: menu run stop test check bench demo-day manage lock audit secrets setup
.SILENT:

menu: ## this menu
	echo "Hồ sơ qua bưu điện · postal services"
	echo
	awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	echo
	echo "  PORT=8000 VAR_DIR=var DATABASE_URL= BROKER_URL="

run: ## set everything up, then web, worker and beat in the foreground (Ctrl-C stops all)
	$(SETUP) run
	$(INSTANCE) run --with-parent

stop: ## stop the running instance of VAR_DIR
	$(SETUP) run
	$(INSTANCE) stop

manage: ## manage.py against the instance: make manage ARGS="verify_ledger"
	$(SETUP) run
	$(INSTANCE) manage $(ARGS)

demo-day: ## play a realistic day through the real commands
	$(SETUP) run
	$(INSTANCE) manage demo_day $(ARGS)

bench: ## measure against bare floors, table and var/bench.json
	$(SETUP) dev
	$(PYTHON) -m tests.bench

test: ## all checks, then all tests
	$(SETUP) dev
	$(INSTANCE) check
	$(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

check: ## style, types, import contracts, migrations, deployment settings
	$(SETUP) dev
	$(INSTANCE) check

audit: ## known holes in locked packages
	$(SETUP) dev
	$(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements/dev.txt

lock: ## write requirements/*.txt anew from requirements/*.in
	$(SETUP) dev
	$(INSTANCE) lock

secrets: ## make the keys that VAR_DIR does not have yet
	$(SETUP) run
	$(INSTANCE) secrets

setup: ## only install what is needed to work on the code
	$(SETUP) dev
