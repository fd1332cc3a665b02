# SPDX-License-Identifier: GPL-2.0-only
#
# make          build/stap and build/staprun, which run from the tree
# make setup    install the Debian packages that are missing (needs root)
# make install  PREFIX=/usr/local DESTDIR=
# make check    set up, build, run every test on every supported kernel
# make demo     set up, build, show a script's output from a live kernel
# make bench    cost tables, beside what other tracers are installed

PREFIX = /usr/local
DESTDIR =
CC = gcc
CFLAGS = -O2 -g
LDFLAGS =
JOBS = $(shell nproc)

# V=1 shows the commands themselves.
say = $(if $(V),,@printf '  %-4s %s\n' $(1);)

override CFLAGS += -std=gnu11 -Wall -Wextra -Werror
override CPPFLAGS += -Itranslator -Iruntime -I.
# What the translator is linked with: ELF and DWARF, hashes, and what kernels are packed with.
libraries = -ldw -l:libbpf.a -lelf -lmd -lz -llzma -l:liblz4.a -l:libzstd.a -liberty
# Statically, so that staprun starts fast, and on hosts without them.
staprun_libraries = -l:libelf.a -l:libz.a -l:liblzma.a -l:libzstd.a -liberty
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

find_c = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
translator = $(call find_c,translator)
library = $(filter-out translator/main.c,$(translator)) $(objectdata)
staprun = $(call find_c,staprun)
objectdata = $(call find_c,objectdata)
unit = $(basename $(notdir $(wildcard testsuite/unit/*.c)))
support = $(wildcard testsuite/unit/*/*.c)

.DELETE_ON_ERROR:
.PHONY: all setup check demo bench install clean format-check unit-tests test-programs
all: build/stap build/staprun

build/stap: $(patsubst %.c,build/obj/%.o,$(translator) $(objectdata))
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libraries)

build/staprun: $(patsubst %.c,build/obj/%.o,$(staprun) $(objectdata))
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(staprun_libraries) -pthread

build/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC '$<')$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The tests in C: each file of testsuite/unit is one Check program over the translator's objects and
# those of testsuite/unit/*/, built as released and once more with the sanitizers.
unit-tests: $(unit:%=build/unit/%) $(unit:%=build/sanitized/unit/%) build/stap-sanitized

# The programs that tests probe.
test-programs:
	@testsuite/programs/build build/programs

build/stap-sanitized: $(patsubst %.c,build/sanitized/%.o,$(translator) $(objectdata))
	$(call say,LD $@)$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(libraries)

build/translator.a: $(patsubst %.c,build/obj/%.o,$(library) $(support))
build/sanitized/translator.a: $(patsubst %.c,build/sanitized/%.o,$(library) $(support))
build/translator.a build/sanitized/translator.a:
	@rm -f $@
	$(call say,AR $@)$(AR) rcs $@ $^

build/unit/%: build/obj/testsuite/unit/%.o build/translator.a
	@mkdir -p $(@D)
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcheck -lsubunit $(libraries) -pthread -lm -lrt

build/sanitized/unit/%: build/sanitized/testsuite/unit/%.o build/sanitized/translator.a
	@mkdir -p $(@D)
	$(call say,LD $@)$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcheck -lsubunit $(libraries) -pthread -lm -lrt

# The tests of staprun use its objects as well.
staprun_tested = $(filter-out staprun/main.c,$(staprun))
build/unit/test_staprun: $(patsubst %.c,build/obj/%.o,$(staprun_tested))
build/sanitized/unit/test_staprun: $(patsubst %.c,build/sanitized/%.o,$(staprun_tested))

build/sanitized/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC '$< (sanitized)')$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)

setup:
	@testsuite/setup

check: setup
	@echo "check: building"
	@$(MAKE) --no-print-directory -j$(JOBS) all unit-tests
	@testsuite/run

demo: setup
	@echo "demo: building"
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@testsuite/run-demo

bench: setup
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@testsuite/programs/build build/programs
	@testsuite/bench/run

format-check:
	clang-format --dry-run -Werror $$(find translator objectdata staprun runtime testsuite -name '*.[ch]')

# The files of a directory, at the same relative places below the installation's share/stap.
define install_tree
	cd $(1) && find . -type f -exec install -D -m 644 '{}' '$(DESTDIR)$(PREFIX)/share/stap/$(1)/{}' ';'
endef

install: all
	install -D -m 755 build/stap $(DESTDIR)$(PREFIX)/bin/stap
	install -D -m 755 build/staprun $(DESTDIR)$(PREFIX)/bin/staprun
	$(call install_tree,runtime)
	$(call install_tree,tapsets)
	$(call install_tree,examples)
	for page in doc/*.[1-8]; do \
		[ ! -e "$$page" ] || install -D -m 644 "$$page" \
			"$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}" || exit 1; \
	done

clean:
	rm -rf build
