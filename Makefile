# Antrean. The two commands of a newcomer are `make run` and `make test`; each sets up what it needs and no more.
# Settings: PORT=9000, ANTREAN_… (see docs/panduan/pasang.md). POSIX sh, GNU make, Debian 12 or 13, Raspberry Pi OS.
.POSIX:
.SUFFIXES:
.PHONY: help setup setup-test run test lint long bench pictures lock clean

help:
	@sed -n 's/^#: //p' Makefile

#: make run         set up and serve the demo halls on http://127.0.0.1:8000 (PORT=9000 changes it)
run: setup
	@exec env ANTREAN_DEMO=1 .venv/bin/antrean serve

#: make test        set up and run every check: lint, types, walls, tests on both databases, journeys in a browser
test: setup-test
	@tools/check

#: make long        the same at full size: races, kills, properties, soaks
long:
	@ANTREAN_LONG=1 tools/setup test
	@ANTREAN_LONG=1 tools/check

#: make bench       print the benchmark table
bench: setup-test
	@exec .venv/bin/python -m bench

#: make lint        style, types and import contracts only
lint: setup-test
	@tools/lint

#: make pictures    take the README's pictures anew
pictures: setup-test
	@exec .venv/bin/python tools/pictures.py

#: make setup       only the set-up of `make run`
setup:
	@tools/setup run

#: make setup-test  only the set-up of `make test`
setup-test:
	@tools/setup test

#: make lock        compile the lock files anew (needs the network; look at the difference before you commit)
lock: setup
	@tools/lock

#: make clean       remove everything that set-up made; var/ (your data) stays
clean:
	@tools/clean
