/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of numbers other than 0.
 */
#ifndef STAP_DEBUGINFO_NUMBER_SET_H
#define STAP_DEBUGINFO_NUMBER_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"

/* Starts as zeros. */
struct number_set {
	uint64_t *slots; /* 0: free */
	size_t slot_count, count;
};

bool number_set_has(const struct number_set *set, uint64_t number);

/* Put @number in; false when it was there. */
bool number_set_add(struct number_set *set, struct arena *arena, uint64_t number);

#endif
