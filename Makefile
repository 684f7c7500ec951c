# The whole pipeline by name. `make help` lists the targets; `make` gives the published package.
# sources -> records -> validate -> normalise -> publish; a step reads what the step before wrote.

SHELL := /bin/sh
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# Nothing of the caller's surroundings may reach the output.
export PYTHONHASHSEED := 0
export PYTHONUTF8 := 1
unexport PYTHONPATH
unexport PYTHONDONTWRITEBYTECODE
# Compiled files go where `make clean` finds them: one that a full disk cut short would stop every command.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
IMPORT := .venv-import
FORMAT ?= text
BASE ?= origin/main
FILES ?=
CHECK ?=
MODULES ?=
MINUTES ?= 60
SAMPLE ?= 0
PEERS := .cache/bench
BEYOND := .cache/beyond
RECORDS ?= 1000 10000
STRICT ?=
VERSION ?=
DIST ?=
QUERY ?=
COUNTRY ?=
LABEL ?=
TITLE ?=
DATE ?=
QUESTIONS ?=
ID ?=
SOURCE ?=
SITE_URL ?=
PORT ?= 8000
CODEBOOK ?=
YES ?=
CAMPAIGN ?= mutations
RUNS ?= 0

# What people write in these reaches the commands as it is, through the environment: neither make nor the shell reads a
# "$" in it. FILES and RECORDS are split at spaces.
VALUES := FILES FORMAT CHECK MODULES MINUTES SAMPLE STRICT BASE RECORDS VERSION DIST QUERY COUNTRY LABEL TITLE DATE QUESTIONS ID \
	SOURCE SITE_URL PORT CODEBOOK YES CAMPAIGN RUNS
$(foreach name,$(VALUES),$(eval override $(name) := $$(value $(name))))
export $(VALUES)

# An environment is made anew when its pins change; the stamp is the last thing written.
define environment
	@echo "setting up $(1) from $(2)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2)
	@touch $@
endef

# Without npm what needs its packages is left out, and says so.
define packages
	@mkdir -p $(1)/node_modules && cp $(2) $(1)/package.json
	@if command -v npm >/dev/null; then \
		echo "setting up $(1)/node_modules from $(2)"; \
		cd $(1) && npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts; \
	else echo "npm is not here"; fi
	@touch $@
endef

.PHONY: all
all: publish ## validate the records, build the tables, publish the package

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.pipeline: requirements/pipeline.txt
	$(call environment,$(VENV),$<)

$(VENV)/.release: requirements/release.txt $(VENV)/.pipeline
	$(call environment,$(VENV),$<)

$(VENV)/.import: requirements/import.txt $(VENV)/.release
	$(call environment,$(VENV),$<)

$(VENV)/.site: requirements/site.txt $(VENV)/.pipeline
	$(call environment,$(VENV),$<)

$(VENV)/.test: requirements/test.txt $(VENV)/.release $(VENV)/.site $(VENV)/.import $(IMPORT)/.import
	$(call environment,$(VENV),$<)

$(VENV)/.browser: requirements/browser.txt $(VENV)/.test
	$(call environment,$(VENV),$<)

.PHONY: validate
validate: $(VENV)/.pipeline ## check records against every rule; FILES="one.yaml two.yaml", FORMAT=text|github|json
	@$(RUN) scripts/validate.py --format "$$FORMAT" $$FILES

.PHONY: new
new: $(VENV)/.pipeline ## write the draft of a record; QUERY=<query> COUNTRY=<ISO code>, LABEL="as printed"
	@$(RUN) scripts/new.py --query "$$QUERY" --country "$$COUNTRY" --label "$$LABEL"

.PHONY: new-query
new-query: $(VENV)/.pipeline ## write the folder of a query; TITLE="…" DATE=YYYY-MM-DD QUESTIONS=<file>, ID=<id> SOURCE=<file>
	@$(RUN) scripts/new_query.py --title "$$TITLE" --date "$$DATE" --questions "$$QUESTIONS" --id "$$ID" --source "$$SOURCE"

$(IMPORT)/.import: requirements/import.txt
	$(call environment,$(IMPORT),$<)

.PHONY: import
import: $(IMPORT)/.import ## bring in a compilation: drafts of all its records; SOURCE=<file.pdf|.docx|.md|.txt>, ID=<id> CODEBOOK=1
	@$(IMPORT)/bin/python scripts/import_compilation.py $(if $(ID),--id "$$ID") $(if $(CODEBOOK),--codebook) "$$SOURCE"

.PHONY: show
show: $(VENV)/.pipeline ## print records as the source has them, with the cuts marked; FILES="…"
	@$(RUN) scripts/show.py $$FILES

.PHONY: recut
recut: $(VENV)/.pipeline ## cut answers anew at the lines ">>> item" that a reader wrote into them; FILES="…"
	@$(RUN) scripts/recut.py $$FILES

.PHONY: measure-import
measure-import: $(IMPORT)/.import ## measure the import against the reviewed records, in four forms
	@$(IMPORT)/bin/python scripts/measure_import.py

.PHONY: review
review: $(VENV)/.pipeline ## show what changed since the last review and what rests on it, then mark the record as reviewed; FILES="…", YES=1
	@$(RUN) scripts/review.py $(if $(YES),--yes) $$FILES

.PHONY: format
format: $(VENV)/.pipeline ## write YAML files in their canonical form; CHECK=1 only shows what differs, FILES="…"
	@$(RUN) scripts/format.py $(if $(CHECK),--check) $$FILES

.PHONY: fix
fix: $(VENV)/.pipeline ## fix what has one right answer, and say what was changed and what is left; FILES="…"
	@$(RUN) scripts/fix.py $$FILES

.PHONY: normalise
normalise: validate ## build the tidy tables into build/tables and check them with pandera
	@$(RUN) scripts/normalise.py

.PHONY: publish
publish: normalise ## write data/tables and datapackage.json, if everything holds
	@$(RUN) scripts/publish.py

.PHONY: site
site: publish $(VENV)/.site $(VENV)/.release ## make the pages in build/site; SITE_URL=<address of the site>
	@$(RUN) scripts/make_site.py --url "$$SITE_URL"

.PHONY: serve
serve: site ## make the site and serve it on this machine alone; PORT=8000
	@$(RUN) scripts/serve.py --port "$$PORT"

.PHONY: diff
diff: $(VENV)/.pipeline ## show what the change since BASE does to the published rows; BASE=<git revision>, FORMAT=text|markdown|json
	@$(RUN) scripts/diff.py --format "$$FORMAT" "$$BASE"

.PHONY: check
check: normalise ## say whether what is published is what the records give; change nothing
	@$(RUN) scripts/publish.py --check

.PHONY: test
test: $(VENV)/.test ## run every test that needs only Python and git
	@$(RUN) -m ruff check --quiet scripts tests
	@$(RUN) -m mypy
	@$(RUN) -m pytest -q -n auto tests --ignore tests/beyond

.PHONY: test-all
test-all: test test-beyond ## run every test

.PHONY: test-beyond
test-beyond: $(VENV)/.browser $(foreach tool,installed cff qda node_modules,$(BEYOND)/$(tool)/.ready) ## run the tests that need other tools: validators, an editor's server, R, LibreOffice, a browser
	@sh tests/beyond/install.sh
	@$(RUN) -m pytest -q -rs tests/beyond

$(BEYOND)/installed/.ready: requirements/beyond.txt
	$(call environment,$(BEYOND)/installed,$<)

$(BEYOND)/cff/.ready: requirements/beyond-cff.txt
	$(call environment,$(BEYOND)/cff,$<)

$(BEYOND)/qda/.ready: requirements/beyond-qda.txt
	$(call environment,$(BEYOND)/qda,$<)

$(BEYOND)/node_modules/.ready: requirements/beyond.package.json
	$(call packages,$(BEYOND),$<)

.cache/mutation/env/.ready: requirements/mutation.txt
	$(call environment,.cache/mutation/env,$<)

.PHONY: test-several
test-several: $(VENV)/.test $(IMPORT)/.import ## run every test of `make test` on a copy with five invented queries beside those that are here
	@AHQ_SEVERAL=1 $(RUN) -m pytest -q -rs tests/beyond/test_another_checkout.py

.PHONY: mutate
mutate: $(VENV)/.test .cache/mutation/env/.ready ## change modules in one place at a time, and show what their tests do not notice; MODULES="tables/rows", MINUTES=60, SAMPLE=25
	@$(RUN) scripts/mutate.py --minutes "$$MINUTES" --sample "$$SAMPLE" $$MODULES

$(PEERS)/node_modules/.ready: requirements/bench.package.json
	$(call packages,$(PEERS),$<)

$(PEERS)/installed/.ready: requirements/bench.txt
	$(call environment,$(PEERS)/installed,$<)

$(PEERS)/with-clib/.ready: requirements/bench-clib.txt
	$(call environment,$(PEERS)/with-clib,$<)

.PHONY: outputs
outputs: publish $(VENV)/.test ## write into README, recipes and CONTRIBUTING what their examples print now
	@$(RUN) scripts/outputs.py

.PHONY: changelog
changelog: publish ## draft the entry of the next version in CHANGELOG.md from what differs; VERSION=x.y.z
	@$(RUN) scripts/changelog.py $(if $(VERSION),"$$VERSION")

.PHONY: entry
entry: $(VENV)/.pipeline ## print the entry of a version in CHANGELOG.md; VERSION=x.y.z
	@$(RUN) scripts/changelog.py "$$VERSION" --show

.PHONY: release
release: export AHQ_NO_CACHE := 1
release: $(VENV)/.release ## check and build a release into dist/; VERSION=x.y.z
	@$(RUN) scripts/release.py --prepare "$$VERSION"
	@$(MAKE) --no-print-directory check
	@$(RUN) scripts/release.py "$$VERSION"

.PHONY: verify
verify: $(VENV)/.release ## check a download: checksums, schemas, stamp; DIST=dist/emn-ahq-x.y.z or its zip
	@$(RUN) scripts/verify.py "$$DIST"

.PHONY: bench
bench: $(VENV)/.release $(VENV)/.site $(foreach peer,installed with-clib node_modules,$(PEERS)/$(peer)/.ready) ## time our checks and their peers on synthetic records; RECORDS="1000 10000 40000", STRICT=1
	@$(RUN) scripts/bench.py --records $$RECORDS $(if $(STRICT),--strict)

.PHONY: campaign
campaign: publish $(VENV)/.test ## attack copies of the checkout at random, and print what held; CAMPAIGN=mutations|kills|disks|pairs, RUNS=100
	@$(RUN) scripts/campaign.py --runs "$$RUNS" "$$CAMPAIGN"

.PHONY: bench-release
bench-release: $(VENV)/.release ## time a release against that of an earlier commit; RECORDS="1000 10000 40000", STRICT=1
	@$(RUN) scripts/bench.py --only-releases --records $$RECORDS $(if $(STRICT),--strict)

# The lines that begin with -- say where this pip looks for packages; nobody else should look there.
.PHONY: pins
pins: ## resolve requirements/*.in anew into pinned requirements with hashes
	@$(PYTHON) -m venv .cache/pins && .cache/pins/bin/python -m pip install --quiet pip-tools
	@for name in pipeline release site test browser import beyond beyond-cff beyond-qda bench bench-clib mutation; do \
		.cache/pins/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
			-o requirements/$$name.txt requirements/$$name.in || exit 1; \
		sed -i.full '/^--/,/^$$/d' requirements/$$name.txt && rm requirements/$$name.txt.full || exit 1; \
	done

.PHONY: clean
clean: ## delete what the pipeline made for itself: build, caches, environments
	@rm -rf build .cache $(VENV) $(IMPORT)
