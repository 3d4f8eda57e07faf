# Two commands matter: `make run` and `make test`. `make help` shows the rest.
SHELL := /bin/bash
PYTHON := .venv/bin/python
export PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test check bench format messages clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: export DEMO ?= 1
run:  ## Set everything up and start the portal on http://localhost:8000 (PORT, DATABASE_URL, REDIS_URL)
	@bin/setup run
	@exec $(PYTHON) manage.py serve

test:  ## Run every test against a throw-away PostgreSQL and Redis, in a real browser (ARGS="-k letter")
	@bin/setup test
	@bin/with-services $(PYTHON) -m pytest --numprocesses 2 --dist worksteal $(ARGS)

check:  ## The fast half of CI: style, imports, types, migrations, translations, templates
	@bin/setup test
	@bin/check

bench:  ## Measure ratios within one run; writes var/bench.json (ONLY=name,name)
	@bin/setup test
	@bin/with-services $(PYTHON) -m tests.bench

format:  ## Let ruff and djlint lay out the code
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format --quiet .

messages:  ## Collect the texts to be translated into ros_portal/locale/nl
	@DEMO=1 $(PYTHON) manage.py makemessages --locale nl --no-wrap --no-location --no-obsolete -i node_modules -i .venv -i static -i tests

clean:  ## Throw away everything that was built or stored here, the demo's data included
	rm -rf .venv node_modules static/dist ros_portal/dist var ros_portal/locale/nl/LC_MESSAGES/django.mo
