/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A probe family: kernel.function, timer, begin … One file of translator/probes/ defines one
 * `const struct probe_family` and is named in the table of families.c; nothing else knows it. Its
 * other half is one file in runtime/ with register and unregister.
 */
#ifndef STAP_PROBES_FAMILY_H
#define STAP_PROBES_FAMILY_H

#include "semantic/program.h"

#include <stdbool.h>
#include <stdio.h>

struct probed_object;

/* What c->registers has at each hit of a family's probes, and so the script's C reads in line. */
enum probe_registers {
	REGISTERS_ASKED_FOR, /* it depends on the hit */
	REGISTERS_KERNEL,
	REGISTERS_USER
};

/* The resolution of one point of one probe declaration. */
struct resolve {
	struct session *session;
	struct arena *arena;
	/* Private to semantic/: where found probes go, and the pending error. */
	struct resolution *resolution;
};

struct probe_family {
	const char *name; /* "timer" */
	const char *type; /* what probe_type() says of its probes; NULL: their first component */

	/*
	 * The forms accepted, for --dump-probe-types and for nearest-name help, NULL-terminated:
	 * "timer.ms(number).randomize(number)".
	 */
	const char *const *forms;

	/*
	 * Finds the probes of @point, whose first component is the first component of one of
	 * `forms`, and adds each with probe_new(). Returns false after resolve_fail(). Finding
	 * nothing is a failure too (with the nearest name); an optional point hides it.
	 */
	bool (*resolve)(struct resolve *resolve, const struct point *point);

	/*
	 * Lowers @target (EXPR_TARGET: $x, $$vars, @var, @cast) in place for @probe. Subexpressions
	 * (indices, cast operands) are already checked. Returns false after resolve_fail(). NULL:
	 * the family has no context variables ("not available in probe timer.s(1)").
	 */
	bool (*lower)(struct resolve *resolve, struct probe *probe, struct expr *target);

	/*
	 * The object that the place of @probe is in, where @var, @cast and @enum look first. NULL,
	 * or for want of this operation: the kernel.
	 */
	const struct probed_object *(*object)(const struct probe *probe);
	enum probe_registers registers;

	/* Its context variables are the probe's own, no memory: they are written without guru mode.
	 */
	bool has_own_variables;

	/* What its returns know besides $return, so that it is not kept from the entry. NULL:
	 * nothing.
	 */
	const char *lasting_variable;

	/* Returns the name that @perf("name") reads this probe's counter by; NULL: none. */
	const char *(*counter)(const struct probe *probe);

	/* -L: returns the variables at the probe as SystemTap shows them: "$file:struct file*
	 * $count:size_t". */
	const char *(*variables)(struct resolve *resolve, const struct probe *probe);

	/*
	 * Pass 3: writes the family's table for the runtime to @stream: an array named @table of
	 * the family's struct of runtime/stap.h, with one entry per handler or per probe as it
	 * likes. probe->handler is N of `stap_probe_N`, the C object already defined; probes with
	 * the same handler differ only in place. Returns the number of entries.
	 */
	size_t (*emit)(FILE *stream, struct session *session, const char *table,
		       struct probe *const *probes, size_t count);
	/*
	 * The table names the place of each probe, and a hit is told by it: probes with the same
	 * handler share a `stap_probe_N`, whatever their names.
	 */
	bool has_places;
	/* Whether a table is written even when the program has no probe of the family. NULL: no. */
	bool (*needs_table)(struct session *session);
	const char *runtime_family; /* "stap_timer_family" */
	const char *runtime_type;   /* "struct stap_timer_probe" */
};

/* All families, NULL-terminated. */
extern const struct probe_family *const probe_families[];

/* Writes the forms of all families, sorted, one a line. */
void probe_forms_write(FILE *stream);

/*
 * Adds a probe at @point to the resolution. @name is its pp() text, owned by the arena. The caller
 * fills the rest (is_return, function_name, family_data …).
 */
struct probe *probe_new(struct resolve *resolve, const struct probe_family *family,
			const struct point *point, const char *name);

/*
 * Records why the point or variable cannot be resolved, with an optional @remedy line (NULL: none).
 * It becomes an error unless the point is optional, another point suffices, or the script asked by
 * @defined. Always returns false.
 */
bool resolve_fail(struct resolve *resolve, struct place place, const char *remedy,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Lowers @target in place, as probe_family.lower says: $x by the family of @probe; @cast, @var and
 * @enum in any probe, and in functions, where @probe is NULL. Returns false after resolve_fail().
 */
bool lower_target(struct resolve *resolve, struct probe *probe, struct expr *target);

/* Returns @resolve for a try whose failure nobody is told of. */
struct resolve resolve_quietly(const struct resolve *resolve);

/*
 * Finds the probes of @point by @part, which is one of several things that are looked for: what it
 * finds is added, why it finds nothing is forgotten unless @tell. Returns what @part does.
 */
bool resolve_part(struct resolve *resolve, const struct point *point,
		  bool (*part)(struct resolve *resolve, const struct point *point), bool tell);

/*
 * True when @component, which may be NULL, has a number from @least to @most; false after
 * resolve_fail().
 */
bool check_range(struct resolve *resolve, const struct component *component, int64_t least,
		 int64_t most);

/* Returns the remedy for a misspelt name, "did you mean 'NEAREST'?"; NULL for NULL. */
const char *did_you_mean(struct arena *arena, const char *nearest);

/* For emit: writes @text as a string in C, or NULL for NULL. */
void write_string(FILE *stream, const char *text);

/* The lowering of families with one variable, the text $value: true when @target is that. */
bool value_check(struct resolve *resolve, const struct probe *probe, const struct expr *target);

/* Makes @target the text that c->event points to. */
void value_lower(struct expr *target);

/* Their variables. */
const char *value_variables(struct resolve *resolve, const struct probe *probe);

/* Returns the component called @name of @point, or NULL. */
const struct component *point_component(const struct point *point, const char *name);

/*
 * Return true when @point has exactly the form @form ("timer.ms(number)"), wildcards in the
 * point's component names not considered.
 */
bool point_has_form(const struct point *point, const char *form);

#endif
