/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A script's C run on the host: the runtime's files that need no kernel header, and stand-ins for
 * the others. Compiled by test_codegen.c, and linked with what the translator made.
 *
 * main() runs the begin probes, then end or error probes. What the script prints goes to stdout;
 * warnings and errors to stderr as stap shows them.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define _LINUX_TYPES_H /* the types of stap.h are there already */

#include "format.c"
#include "histogram.c"
#include "map.c"
#include "map_chunk.c"
#include "map_iterate.c"
#include "map_merge.c"
#include "map_stat.c"
#include "tapset/print_format.c"
#include "regex.c"
#include "stat.c"
#include "string.c"

#define SLOTS 3 /* two CPUs and the sleeper */

struct stap_family {
	const char *name;
};
const struct stap_family stap_moment_family = { "moment" };
const struct stap_family stap_timer_family = { "timer" };
const struct stap_family stap_kernel_family = { "kernel" };
uint64_t stap_kernel_offset;

static char print_buffer[1024];
static int64_t memory_word = 42; /* what scripts can read and write as kernel memory */
static unsigned errors;
static bool exiting;

/* ---------------------------------------------------------------- globals.c, output.c */

void *stap_allocate(size_t size)
{
	return calloc(1, size);
}

void *stap_allocate_atomic(size_t size)
{
	return stap_allocate(size);
}

void stap_release(void *memory)
{
	free(memory);
}

void stap_ask_memory(struct stap_chunk_pool *pool)
{
	(void)pool;
}

void stap_output_flush(struct stap_context *c)
{
	fwrite(print_buffer, 1, c->out.at - print_buffer, stdout);
	c->out.at = print_buffer;
}

void stap_warn(struct stap_context *c, const char *message)
{
	(void)c;
	fprintf(stderr, "WARNING: %s\n", message);
}

void stap_log(struct stap_context *c, const char *message)
{
	(void)c;
	fprintf(stderr, "%s\n", message);
}

void stap_exit(struct stap_context *c)
{
	(void)c;
	exiting = true;
}

/* ---------------------------------------------------------------- error.c, function.c */

void stap_raise_format(struct stap_context *c, const char *place, const char *format, ...)
{
	va_list arguments;

	if (c->error)
		return;
	va_start(arguments, format);
	vsnprintf(c->error_text, sizeof(c->error_text), format, arguments);
	va_end(arguments);
	stap_raise(c, c->error_text, place);
}

static void error_message(const struct stap_context *c, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", c->error, c->error_place ? " " : "",
		 c->error_place ? c->error_place : "");
}

/* Nothing aborts here. */
bool stap_catch(struct stap_context *c, char *text, size_t size)
{
	if (text && size)
		error_message(c, text, size);
	c->error = NULL;
	c->error_place = NULL;
	return true;
}

bool stap_function_enter(struct stap_context *c, const char *place)
{
	if (c->nesting >= stap_script.limits.max_nesting) {
		stap_raise(c, "MAXNESTING exceeded", place);
		return false;
	}
	c->nesting++;
	return true;
}

/* ---------------------------------------------------------------- memory.c, lock.c */

int64_t stap_task_current(void)
{
	return (int64_t)(uintptr_t)&memory_word;
}

/* Addresses below 4096 fault. */
uint64_t stap_read_kernel(struct stap_context *c, uint64_t address, unsigned size,
			  const char *place)
{
	uint64_t value = 0;

	if (address < 4096)
		stap_raise_format(c, place, "kernel read fault at 0x%016llx",
				  (unsigned long long)address);
	else
		memcpy(&value, (const void *)(uintptr_t)address, size);
	return value;
}

uint64_t stap_read_user(struct stap_context *c, uint64_t address, unsigned size, const char *place)
{
	return stap_read_kernel(c, address, size, place);
}

bool stap_write_kernel(struct stap_context *c, uint64_t address, uint64_t value, unsigned size,
		       const char *place)
{
	if (address < 4096) {
		stap_raise_format(c, place, "kernel write fault at 0x%016llx",
				  (unsigned long long)address);
		return false;
	}
	memcpy((void *)(uintptr_t)address, &value, size);
	return true;
}

bool stap_lock_read_slow(struct stap_context *c, struct stap_lock *lock)
{
	(void)c;
	(void)lock;
	fputs("a lock is held\n", stderr);
	exit(3);
}

bool stap_lock_write_slow(struct stap_context *c, struct stap_lock *lock)
{
	return stap_lock_read_slow(c, lock);
}

/* ---------------------------------------------------------------- running */

static bool is_possible(uint32_t slot)
{
	return slot < SLOTS;
}

static void run(struct stap_context *c, const struct stap_probe *probe)
{
	char *strings = c->strings, message[512];

	c->actions = stap_script.limits.max_action_interruptible;
	c->nesting = 0;
	c->probe = probe;
	probe->handler(c);
	stap_output_flush(c);
	if (c->strings != strings || c->nesting) {
		fputs("a frame or a call was not left\n", stderr);
		exit(3);
	}
	if (!c->error)
		return;
	error_message(c, message, sizeof(message));
	fprintf(stderr, "ERROR: %s\n", message);
	c->error = NULL;
	errors++;
}

static void run_moments(struct stap_context *c, enum stap_moment moment)
{
	const struct stap_family_table *table = stap_script.families;

	for (uint32_t i = 0; i < stap_script.family_count; i++) {
		const struct stap_moment_probe *probes = table[i].probes;

		if (table[i].family != &stap_moment_family)
			continue;
		for (uint32_t p = 0; p < table[i].count; p++)
			if (probes[p].moment == moment &&
			    (moment != STAP_AT_BEGIN || (!exiting && !errors)))
				run(c, probes[p].probe);
	}
}

/* Of the string memory no byte more than the script asks for may be used: the sanitizer sees it. */
int main(void)
{
	struct stap_context context = {
		.cpu = SLOTS - 1,
		.can_sleep = true,
		.strings = malloc(stap_script.string_memory),
		.out = { print_buffer, print_buffer + sizeof(print_buffer) - 1 },
	};

	setvbuf(stdout, NULL, _IONBF, 0);
	if (stap_script.match_string)
		context.match = malloc(stap_match_size(stap_script.match_string));
	for (uint32_t i = 0; i < stap_script.map_count; i++)
		if (!stap_map_create(stap_script.maps[i], SLOTS, is_possible))
			return 2;
	for (uint32_t i = 0; i < stap_script.stat_count; i++)
		if (!stap_global_stat_create(stap_script.stats[i], SLOTS, is_possible))
			return 2;
	run_moments(&context, STAP_AT_BEGIN);
	run_moments(&context, errors ? STAP_AT_ERROR : STAP_AT_END);
	return errors != 0;
}
