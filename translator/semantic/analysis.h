/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the steps of pass 2 share. They run in this order, each over everything:
 *
 *	declarations	names of the scripts and of the library files that are needed
 *	points		probe points: aliases and wildcards expanded, families asked
 *	fold		@defined and constants, so that what is dead is never looked at
 *	bind		names to variables and functions
 *	structure	rules that need names but no types, such as of foreach and of guru mode
 *	unused		what has no effect is dropped, with a warning
 *	lower		$x, @var, @cast, @entry by the probe's family; types of the target
 *			follow values through the script (autocast)
 *	infer		types through the whole program
 *	unset		what is read but never set
 *	output		end probes that print globals nobody reads
 *	uses		locks and order for the code generator
 *	regex		regular expressions compiled
 *	bounds		sizes of strings
 */
#ifndef STAP_SEMANTIC_ANALYSIS_H
#define STAP_SEMANTIC_ANALYSIS_H

#include "library/library.h"
#include "probes/family.h"
#include "semantic/program.h"
#include "session.h"

struct symbols;

/* One body of code: a probe's handler or a function. */
struct body {
	struct probe *probe; /* one of the two */
	struct function *function;
	struct variable_list *locals;
	struct stmt **root;
	struct expr **condition; /* of a probe, or NULL */
};

struct name_list {
	const char **items;
	size_t count, capacity;
};

struct analysis {
	struct session *session;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct symbols *symbols;
	VEC(struct probe *) probes;
	VEC(struct function *) functions; /* called, or declared by the user */
	struct variable_list globals;	  /* bound ones, in the order met */
	VEC(struct embedded_declaration *) embedded;
	bool is_listing; /* -l, -L: no warnings, no errors for what does not resolve */
	bool needs_kernel_headers;
};

struct analysis *analysis_new(struct session *session);

/* ---------------------------------------------------------------- declarations.c */

/* Declares all of @script. Duplicates are reported. */
void declare_script(struct analysis *analysis, struct script *script);

/* Return what @name means in @file, asking the library; NULL: nothing. */
struct variable *find_global(struct analysis *analysis, const char *name,
			     const struct source_file *file);
/* The first of the functions called @name that @file can see, of any arity. */
struct function *find_function(struct analysis *analysis, const char *name,
			       const struct source_file *file);
/* The next one in order, or NULL. */
struct function *find_next_function(struct analysis *analysis, const struct function *function,
				    const struct source_file *file);

/* Probe declarations in the order met; grows while library files are pulled in. */
struct probe_declaration *next_probe_declaration(struct analysis *analysis);

/* Adds the aliases whose first components match those of @point, library included. */
struct alias_list {
	struct alias_declaration **items;
	size_t count, capacity;
};
void find_aliases(struct analysis *analysis, const struct point *point, struct alias_list *found);

/* Add the names that could have been meant, for nearest_name(). */
void list_function_names(struct analysis *analysis, struct name_list *names);
void list_global_names(struct analysis *analysis, struct name_list *names);
void list_alias_names(struct analysis *analysis, struct name_list *names);

/* Every function that a user's script declares, one after the other; NULL after the last. */
struct function *user_function(struct analysis *analysis, size_t number);
/* Every global that a user's script declares. */
struct variable *user_global(struct analysis *analysis, size_t number);

/* ---------------------------------------------------------------- steps */

/* points.c: adds the probes of @declaration to the analysis. */
void expand_probe(struct analysis *analysis, const struct probe_declaration *declaration);

/*
 * Adds the forms of points that take arguments and that the names of @point match, if that has
 * wildcards and no arguments itself: "kernel.function(string)" for kernel.*.
 */
void list_forms_with_arguments(struct analysis *analysis, const struct point *point,
			       struct name_list *forms);

/*
 * Adds a point without wildcards for each alias that @point stands for. Returns false when it
 * stands for none.
 */
bool name_aliases(struct analysis *analysis, const struct point *point, struct point_list *named);

/* fold.c: @defined needs the probe. */
void fold_body(struct analysis *analysis, struct body *body);

/* bind.c: binds the names of @body. The functions it calls join the analysis. */
void bind_body(struct analysis *analysis, struct body *body);
/* Adds @function to the analysis' functions, unless it is there. */
void need_function(struct analysis *analysis, struct function *function);
/* Warns when no call can reach @function because of an overload before it. */
void warn_of_hidden(struct analysis *analysis, const struct function *function);

/* structure.c */
void check_body(struct analysis *analysis, struct body *body);

/* unused.c */
void mark_used(struct analysis *analysis);
void drop_unused(struct analysis *analysis);

/* lower.c: all bodies in use */
void lower_targets(struct analysis *analysis);

/*
 * infer.c: may be called again after adding probes. Until @is_lowered, what a target variable is
 * may be unknown, and so what functions return.
 */
void infer_types(struct analysis *analysis, bool is_lowered);

/* unset.c: what has no type, and what is read but never set. */
void report_unresolved(struct analysis *analysis);
void warn_of_unset(struct analysis *analysis);

/* statistics.c: what is asked of each statistic; rules for histograms. */
void collect_statistics(struct analysis *analysis);

/* output.c: is_read and is_written of all globals; the end probes. */
void note_global_uses(struct analysis *analysis);
void print_unread_globals(struct analysis *analysis);

/* initial_values.c: -G */
void set_initial_values(struct analysis *analysis);

/* uses.c: reads and writes of globals; recursion, order of functions, numbers. */
void collect_uses(struct analysis *analysis, struct program *program);

/* regex.c */
void compile_regexes(struct analysis *analysis, struct program *program);
/* Whether @function gives groups of the last match; whether one that does is in use. */
bool asks_for_groups(const struct function *function);
bool keeps_groups(const struct analysis *analysis);

/* bounds.c */
void bound_strings(struct analysis *analysis, struct program *program);

/* ---------------------------------------------------------------- bodies */

struct body probe_body(struct probe *probe);
struct body function_body(struct function *function);

/* Calls @visit for every body in use: probes, then functions with is_used. */
void each_body(struct analysis *analysis, void (*visit)(struct analysis *, struct body *));

/* ---------------------------------------------------------------- resolution of one probe */

/* What a family found, or why it could not. */
struct resolution {
	VEC(struct probe *) found;
	bool failed;
	bool is_wrong; /* no kernel has it: a name that is none, an alias that leads to itself */
	struct place place;
	const char *message, *remedy;
};

/*
 * points.c: returns how many probes @point stands for, aliases expanded; 0 leaves in @why what is
 * missing. The probes join the analysis.
 */
size_t count_probes(struct analysis *analysis, const struct point *point, struct resolution *why);

/* Reports the failure of @resolution as an error. */
void report_resolution(struct analysis *analysis, const struct resolution *resolution);

/* Returns the family of @point by its first component, or NULL. */
const struct probe_family *point_family(const struct point *point);

#endif
