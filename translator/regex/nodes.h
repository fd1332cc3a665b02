/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of regex/: trees, nodes of the nondeterministic automaton, and what makes states of them.
 */
#ifndef STAP_REGEX_NODES_H
#define STAP_REGEX_NODES_H

#include "regex/regex.h"

#include <string.h>

/* ---------------------------------------------------------------- sets of bytes */

struct byte_set {
	uint64_t words[4];
};

static inline void byte_set_add(struct byte_set *set, unsigned char byte)
{
	set->words[byte / 64] |= 1ull << byte % 64;
}

static inline bool byte_set_has(const struct byte_set *set, unsigned char byte)
{
	return set->words[byte / 64] >> byte % 64 & 1;
}

/* All bytes but those of @set, and but the NUL, which is in no set. */
void byte_set_complement(struct byte_set *set);

/* ---------------------------------------------------------------- trees */

enum regex_kind {
	REGEX_EMPTY,
	REGEX_BYTES,  /* one of .bytes */
	REGEX_BEGIN,  /* ^ */
	REGEX_END,    /* $ */
	REGEX_JOIN,   /* .items one after the other */
	REGEX_CHOICE, /* one of .items */
	REGEX_REPEAT, /* .items[0], .least to .most times */
	REGEX_GROUP,  /* (.items[0]): .group */
};

#define REGEX_ENDLESS ~0u

struct regex_node {
	enum regex_kind kind;
	struct byte_set bytes;
	const struct regex_node **items;
	size_t count;
	unsigned least, most;
	unsigned group;	 /* from 1 */
	bool has_groups; /* it is or holds one */
};

/* What is being parsed. */
struct regex_parser {
	struct arena *arena;
	const char *pattern;
	size_t at;
	unsigned groups, depth;
	struct regex_error *error; /* its message is set: nothing more is parsed */
};

/* Keeps the first error. Returns NULL. */
const struct regex_node *regex_fail(struct regex_parser *p, size_t offset, const char *remedy,
				    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Reads [abc], from its [ on. Returns false after an error. */
bool regex_parse_bracket(struct regex_parser *p, struct byte_set *set);

/* ---------------------------------------------------------------- nodes */

enum nfa_kind {
	NFA_BYTES, /* one of *.bytes, then .next */
	NFA_SPLIT, /* .next or .other */
	NFA_MARK,  /* .mark, then .next */
	NFA_BEGIN, /* at the start of the string only: .next */
	NFA_END,   /* at its end only: .next */
	NFA_MATCH,
};

/* A bracket of the tree's traversal; groups.c says what for. */
enum mark_kind {
	MARK_CLOSE, /* in the order of preference */
	MARK_OPEN,
	MARK_NIL,
};

struct mark {
	enum mark_kind kind;
	unsigned height;
	unsigned choice; /* MARK_OPEN: which one of a choice */
	unsigned group;	 /* 0: none */
};

struct nfa_node {
	enum nfa_kind kind;
	uint16_t next, other;
	uint16_t height; /* of the last bracket before it */
	const struct byte_set *bytes;
	struct mark mark;
};

struct nfa {
	struct arena *arena;
	VEC(struct nfa_node) nodes;
	uint16_t start;
	bool has_marks;
	bool is_too_large;
};

/* Returns false when it gets too large. Without @marks the brackets are left out. */
bool nfa_build(struct arena *arena, const struct regex_node *tree, bool marks, struct nfa *nfa);

/* Numbers the classes of bytes that all sets of @nfa treat alike; class 0 is the NUL alone. */
void nfa_classes(const struct nfa *nfa, struct regex_program *program);

/* ---------------------------------------------------------------- states */

/* Runs of bytes, each kept once and numbered from 0 in the order met. */
struct blob {
	const void *bytes;
	size_t size;
	uint64_t hash;
};

struct blob_table {
	struct arena *arena;
	VEC(struct blob) blobs;
	uint32_t *buckets; /* 1 + number; open addressing */
	size_t bucket_count;
};

/* Returns the number of a copy of these bytes, which is made when they are new. */
size_t blob_number(struct blob_table *table, const void *bytes, size_t size);

#define DEAD	 0 /* STAP_REGEX_DEAD */
#define ACCEPT	 1 /* STAP_REGEX_ACCEPT */
#define TOO_MANY (-1L)

/* What one kind of automaton is made of. */
struct automaton {
	unsigned class_count;
	uint8_t examples[256]; /* a byte of each class */
	/*
	 * Returns what follows state @number at a byte of @class: DEAD, ACCEPT, or 2 + the number
	 * of a state; TOO_MANY ends it. Called for one state after the other, for each class in
	 * order.
	 */
	long (*step)(struct automaton *automaton, size_t number, unsigned class);
	struct blob_table states;
	VEC(bool) accepts; /* by number */
};

void automaton_init(struct automaton *automaton, struct arena *arena,
		    const struct regex_program *program);

/* Returns 2 + the number of the state that these bytes describe, or TOO_MANY. */
long automaton_state(struct automaton *automaton, const void *bytes, size_t size, bool accepts);

/*
 * Makes all states that can be reached, and their table: those that accept come last. @order[i] is
 * the number of the state whose entries are at 2 + i * class_count. @start and @later are what
 * step() could have returned. The table and @order are owned by @arena. Returns false when it gets
 * too large.
 */
bool automaton_table(struct automaton *automaton, long start, long later, struct arena *arena,
		     struct regex_table *table, const size_t **order);

/* ---------------------------------------------------------------- the three automata */

/*
 * Fill in their part of @program, owned by @arena; what is not kept is in the arena of @nfa. Return
 * false when it gets too large.
 */
bool regex_search_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program);
bool regex_reverse_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program);
bool regex_groups_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program);

#endif
