/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * POSIX extended regular expressions (IEEE 1003.1-2017 §9.4) as tables for runtime/regex.c, which
 *says how they are run. Bytes are characters; upper and lower case differ; '.' and [^…] match a
 *newline too. Knows nothing of scripts.
 *
 *	parse.c		pattern to tree; bracket.c: [abc]
 *	nfa.c		tree to nodes; which bytes need not be told apart
 *	automaton.c	states and their table, whatever a state is:
 *	search.c	 forwards: does it match anywhere?
 *	reverse.c	 backwards: where does the leftmost match begin?
 *	groups.c	 forwards from there: where does the longest one end, and which way through
 *the expression is the one that POSIX wants compile.c	the tables together
 */
#ifndef STAP_REGEX_H
#define STAP_REGEX_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

#define REGEX_MOST_REPEATS 255 /* RE_DUP_MAX: the greatest number in {m,n} */
#define REGEX_MOST_GROUPS  31  /* whose bounds can be kept: STAP_MAX_GROUPS - 1 of the runtime */

struct regex_error {
	size_t offset; /* of the byte in the pattern that is wrong */
	const char *message;
	const char *remedy; /* or NULL */
};

struct regex_node; /* nodes.h */

/*
 * Returns the tree of @pattern, owned by the arena; sets *@group_count to the number of its (…).
 * Returns NULL and fills in *@error when it is malformed.
 */
const struct regex_node *regex_parse(struct arena *arena, const char *pattern,
				     unsigned *group_count, struct regex_error *error);

/*
 * A table of states: what follows a state (an index into `next`) and a byte is
 * next[state + classes[byte]]. Below 2 it is an end: STAP_REGEX_DEAD, STAP_REGEX_ACCEPT.
 */
struct regex_table {
	uint16_t *next;
	size_t count;	       /* entries of `next` */
	unsigned start, later; /* first state: at the start of the string; elsewhere */
	unsigned accepting;    /* states from here on accept */
};

struct regex_step {
	uint16_t origin; /* number of the thread in the state before */
	uint16_t action; /* what of groups began and ended: an index into `actions`; 0: nothing */
};

struct regex_program {
	uint8_t classes[256];
	unsigned class_count;
	unsigned group_count; /* with the whole as group 0 */

	struct regex_table search; /* when groups are not kept */

	/* when they are: */
	struct regex_table reverse, forward;
	uint16_t *rows; /* by state + class of `forward`: index into `steps`; with groups only */
	struct regex_step *steps;
	size_t step_count;
	uint8_t *actions; /* see struct stap_regex */
	size_t action_count;
	unsigned start_row, later_row; /* into `steps`: from nothing to the first state */
	uint16_t *accepting_threads;   /* by number of the state from `accepting` on */
	size_t accepting_count;
	uint32_t *inner; /* by group: a bit for each group inside it */
};

/*
 * Compiles @tree, whose pattern has @group_count groups. Returns the tables, owned by the arena;
 * NULL and an error, without a place in the pattern, when they would be too large.
 */
const struct regex_program *regex_compile(struct arena *arena, const struct regex_node *tree,
					  unsigned group_count, bool keep_groups,
					  struct regex_error *error);

#endif
