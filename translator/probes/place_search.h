/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files share that turn points into places:
 *
 *	kernel.c		the forms, and which of these files resolves which
 *	place_spec.h		"name@file:lines"
 *	kernel_places.c		one place, and its name
 *	kernel_functions.c	.function with .call .return .inline .exported
 *	kernel_callees.c	.callee and .callees of a function
 *	kernel_labels.c		.label of a function
 *	kernel_statements.c	.statement
 */
#ifndef STAP_PROBES_PLACE_SEARCH_H
#define STAP_PROBES_PLACE_SEARCH_H

#include "probes/place.h"
#include "probes/place_spec.h"
#include "session.h"

/* The forms of points that these files resolve, behind what names the object. */
#define PLACE_FORMS(object)                                                                        \
	object ".function(string)", object ".function(string).call",                               \
		object ".function(string).callee(string)",                                         \
		object ".function(string).callee(string).call",                                    \
		object ".function(string).callee(string).return",                                  \
		object ".function(string).callee(string).return.maxactive(number)",                \
		object ".function(string).callees", object ".function(string).callees(number)",    \
		object ".function(string).exported", object ".function(string).inline",            \
		object ".function(string).label(string)", object ".function(string).return",       \
		object ".function(string).return.maxactive(number)", object ".function(number)",   \
		object ".function(number).call", object ".function(number).exported",              \
		object ".function(number).inline", object ".function(number).return",              \
		object ".function(number).return.maxactive(number)", object ".statement(string)",  \
		object ".statement(string).nearest", object ".statement(number)",                  \
		object ".statement(number).nearest"

#define MOST_ACTIVE 1000000 /* .maxactive(N): each takes 100 bytes and more from the start */

/* Which instances of a function the suffixes of a point mean. */
enum wanted {
	WANT_ALL,
	WANT_CALL,
	WANT_INLINE,
	WANT_EXPORTED,
	WANT_RETURN
};

/* The component of @point that says where in its object: function, statement, plt; or NULL. */
const struct component *where_of(const struct point *point);

/* One point on its way to places. */
struct place_search {
	struct resolve *resolve;
	const struct point *point;
	const struct probed_object *object; /* NULL: what needs no debuginfo */
	const struct component *component;  /* .function or .statement */
	struct function_spec spec;	    /* its string, where it has one */
	enum wanted wanted;
	int64_t max_active;
	/* What names begin with, what is between their two arguments, and how they end. */
	const char *head, *middle, *tail;
	bool many; /* the kernel may refuse some when the script runs: they are left out then */
	struct expr *condition; /* of the places being added, as they are hit; or NULL */
	size_t added;
	const char *forbidden; /* why the kernel refuses the last place left out; NULL: none */
	const char *harmful;   /* why a probe at the return of the last one left out would harm */
};

/* How many calls at once are followed, by .maxactive(N) or -D KRETACTIVE; 0: the runtime's choice.
 */
int64_t max_active_of(const struct resolve *resolve, const struct point *point);

/* Begins to resolve @point, without an object yet. */
void place_search_begin(struct place_search *search, struct resolve *resolve,
			const struct point *point);

/* Begins to resolve a point whose argument is parsed, or is a number. False after resolve_fail().
 */
bool place_search_object(struct place_search *search, struct resolve *resolve,
			 const struct point *point);

/*
 * The name of a place of @function: its point's text with "function@file:line" as the argument and,
 * unless that is NULL, @last as that of .callee or .label.
 */
const char *place_name(const struct place_search *search, const char *function, const char *file,
		       unsigned int line, const char *last);

/* The same with any text as the argument. */
const char *place_name_of(const struct place_search *search, const char *argument);

/* "function@file:line" in quotes; "function" where the file is "". */
const char *place_text(const struct place_search *search, const char *function, const char *file,
		       unsigned int line);

/* Adds a place; the caller fills in where it is. */
struct probe_place *add_place(struct place_search *search, const char *name,
			      const char *function_name);

/*
 * Adds the place at @pc in @instance of @function. NULL, and noted in the search, when the kernel
 * forbids it.
 */
struct probe_place *add_place_at(struct place_search *search, const char *name,
				 const struct source_function *function,
				 const struct function_instance *instance, uint64_t pc);

/* The link-time address that is the argument. */
uint64_t argument_address(const struct place_search *search);

/* The instances of @function that the suffixes mean. */
bool instance_wanted(const struct place_search *search, const struct source_function *function,
		     const struct function_instance *instance);

/* The functions that the search's component means, lines included. 0 after resolve_fail(). */
size_t named_functions(struct place_search *search, struct source_function **functions);

/* True when something was added; else says why not: it is forbidden, or what the arguments say. */
__attribute__((format(printf, 3, 4))) bool
place_search_end(struct place_search *search, const char *remedy, const char *format, ...);

/* Says that no function has the address that is the argument; returns false. */
bool resolve_no_address(struct place_search *search);

/* Finds the places of a point of one of PLACE_FORMS. False after resolve_fail(). */
bool resolve_places(struct resolve *resolve, const struct point *point);

/* The same of the forms that each is for. */
bool resolve_functions(struct resolve *resolve, const struct point *point);
bool resolve_function_address(struct resolve *resolve, const struct point *point);
bool resolve_callees(struct resolve *resolve, const struct point *point);
bool resolve_labels(struct resolve *resolve, const struct point *point);
bool resolve_statements(struct resolve *resolve, const struct point *point);
bool resolve_statement_address(struct resolve *resolve, const struct point *point);

#endif
