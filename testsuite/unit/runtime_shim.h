/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runtime's files that need no kernel header, made part of a unit test: included here as they
 * are, with what the kernel does for them replaced. CPUs are numbers; the last slot is the
 * sleeper's.
 */
#ifndef RUNTIME_SHIM_H
#define RUNTIME_SHIM_H

#include <check.h>
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
#include "stat.c"
#include "string.c"

static size_t shim_allocated;	  /* bytes since the test began */
static size_t shim_memory_left;	  /* allocations fail when they would need more */
static unsigned int shim_flushes; /* times the print buffer was sent off */
static char shim_sent[65536];	  /* what was sent */
static size_t shim_sent_size;
static char shim_print[256];
static struct stap_chunk_pool *shim_asking; /* last pool that asked for memory */

void *stap_allocate(size_t size)
{
	if (size > shim_memory_left)
		return NULL;
	shim_memory_left -= size;
	shim_allocated += size;
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
	shim_asking = pool;
}

void stap_output_flush(struct stap_context *c)
{
	size_t size = c->out.at - shim_print;

	ck_assert(shim_sent_size + size <= sizeof(shim_sent));
	memcpy(shim_sent + shim_sent_size, shim_print, size);
	shim_sent_size += size;
	shim_flushes++;
	c->out.at = shim_print;
}

/* Addresses below 4096 fault. */
uint64_t stap_read_kernel(struct stap_context *c, uint64_t address, unsigned size,
			  const char *place)
{
	uint64_t value = 0;

	if (address < 4096) {
		stap_raise(c, "kernel read fault", place);
		return 0;
	}
	memcpy(&value, (const void *)(uintptr_t)address, size);
	return value;
}

uint64_t stap_read_user(struct stap_context *c, uint64_t address, unsigned size, const char *place)
{
	uint64_t value = 0;

	if (address < 4096)
		stap_raise(c, "user read fault", place);
	else
		memcpy(&value, (const void *)(uintptr_t)address, size);
	return value;
}

/* A context of @cpu, with an empty print buffer and nothing sent. */
static inline struct stap_context shim_context(uint32_t cpu)
{
	shim_allocated = 0;
	shim_memory_left = (size_t)1 << 32;
	shim_flushes = 0;
	shim_sent_size = 0;
	shim_asking = NULL;
	return (struct stap_context){
		.cpu = cpu,
		.out = { shim_print, shim_print + sizeof(shim_print) - 1 },
	};
}

/* All that was printed since shim_context(). */
static inline const char *shim_output(struct stap_context *c)
{
	stap_output_flush(c);
	ck_assert(shim_sent_size < sizeof(shim_sent));
	shim_sent[shim_sent_size] = 0;
	return shim_sent;
}

/* The same numbers on every run. */
static inline uint64_t shim_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1dULL >> 16;
}

/* The main function of a test with one suite. */
static inline int shim_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
