/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checked program: what pass 2 makes and pass 3 translates. Every name in it is bound, every
 * expression has a type, every `$x` is lowered to EXPR_MACHINE/EXPR_CONVERT/EXPR_SAVED/EXPR_CODE,
 * and only what is used is in it.
 */
#ifndef STAP_SEMANTIC_PROGRAM_H
#define STAP_SEMANTIC_PROGRAM_H

#include "script/ast.h"

#include <stdio.h>

struct session;
struct probe_family;
struct regex_program;

/* How one handler uses one global, calls included. */
struct global_use {
	struct variable *variable;
	bool read;    /* for statistics: any @op, foreach, in, print */
	bool written; /* for statistics: only delete; <<< needs no lock and sets `aggregated` */
	bool aggregated;
};

/* One probe: one handler at one place. */
struct probe {
	const struct probe_family *family;
	const struct point *point; /* expanded; .expanded_from leads to what was written */
	const char *name; /* pp(): kernel.function("vfs_read@fs/read_write.c:450").return */
	const struct point *alias; /* pn(): the outermost alias it came by; NULL: none */
	const char *function_name; /* probefunc(); NULL: none */
	bool can_sleep;		   /* begin, end, error: MAXACTION_INTERRUPTIBLE applies */
	bool is_return;
	void *family_data; /* the family's own description of the place */

	struct stmt *body;	/* the probe's own copy; aliases' bodies joined */
	struct expr *condition; /* `if (…)`: tested at each hit; or NULL */
	struct variable_list locals;
	struct variable_list dropped; /* locals that nobody reads: for messages only */
	/* Return probes: expressions evaluated at the function's entry, each into a slot
	 * (EXPR_SAVED). */
	struct expr_list saved;
	struct global_use *uses; /* sorted by variable->index: the locking order */
	size_t use_count;

	/* Set by codegen: probes with the same C share one handler; see probe_family.emit. */
	unsigned handler;
	size_t saved_words; /* of 8 bytes, that the slots of `saved` take */
};

/* A regular expression that the program uses, regex/regex.h. */
struct program_regex {
	const char *pattern;
	const struct regex_program *compiled;
};

struct program {
	VEC(struct probe *) probes;
	VEC(struct function *) functions; /* used ones; callees before callers where possible */
	struct variable_list globals;	  /* used ones, by index */
	VEC(struct embedded_declaration *) embedded;
	VEC(struct program_regex) regexes; /* by expr->regex.index; each pattern once */
	bool keeps_groups;		   /* =~ remembers what matched() gives */
	bool needs_kernel_headers;	   /* embedded C of the user's: the plain kbuild way */
};

/*
 * Pass 2 over session->scripts and the library. Returns NULL after errors (already reported).
 * Warnings (unused variables, never-written reads …) are reported too.
 */
struct program *semantic_analyse(struct session *session);

/*
 * -l and -L: resolves the points in @text and writes one line per probe to stdout, sorted, without
 * duplicates. Returns false when nothing matched (said) or after an error.
 */
bool semantic_list(struct session *session, const char *text, bool with_variables);

/* Whether @function is in C, with this comment for the translator in it. */
bool function_has_comment(const struct function *function, const char *comment);

/* stap -p2: the program in readable form: globals with types, functions, probes with locals. */
void program_print(FILE *stream, const struct program *program);

#endif
