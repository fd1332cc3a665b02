/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.function, kernel.statement, kprobe.function, kprobe.statement: places in the kernel's
 * text. kernel.* is resolved by the target kernel's debuginfo; kprobe.* needs none and knows no
 * variables.
 */
#include "probes/kernel.h"

#include "debuginfo/forbidden.h"
#include "debuginfo/lines.h"
#include "debuginfo/symbols.h"
#include "debuginfo/types.h"
#include "target_debuginfo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const kernel_forms[] = {
	"kernel.function(string)",
	"kernel.function(string).call",
	"kernel.function(string).exported",
	"kernel.function(string).inline",
	"kernel.function(string).return",
	"kernel.function(string).return.maxactive(number)",
	"kernel.function(number)",
	"kernel.function(number).call",
	"kernel.function(number).exported",
	"kernel.function(number).inline",
	"kernel.function(number).return",
	"kernel.function(number).return.maxactive(number)",
	"kernel.statement(string)",
	"kernel.statement(number)",
	"kernel.statement(number).absolute",
	"kprobe.function(string)",
	"kprobe.function(string).call",
	"kprobe.function(string).return",
	"kprobe.function(string).return.maxactive(number)",
	"kprobe.statement(number).absolute",
	NULL,
};

/* ---------------------------------------------------------------- debuginfo */

struct debuginfo *kernel_debuginfo(struct resolve *resolve, struct place place)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(resolve->session, &error);

	if (!debuginfo)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return debuginfo;
}

const struct type_source *kernel_types(struct resolve *resolve, struct place place)
{
	struct debuginfo *debuginfo = kernel_debuginfo(resolve, place);

	return debuginfo ? debuginfo_types(debuginfo) : NULL;
}

const struct kernel_object *kernel_object(struct resolve *resolve, const struct point *point)
{
	struct debuginfo *debuginfo = kernel_debuginfo(resolve, point->components[1].place);
	struct kernel_object *object;

	if (!debuginfo)
		return NULL;
	object = arena_new_object(resolve->arena, struct kernel_object);
	object->debuginfo = debuginfo;
	return object;
}

/* ---------------------------------------------------------------- "name@file:line" */

enum line_form {
	NO_LINE,
	ONE_LINE,
	RELATIVE_LINE,
	LINES,
	ALL_LINES
};

struct function_spec {
	const char *name, *file; /* file: NULL when not given */
	enum line_form form;
	unsigned first, last;
};

static bool parse_number(const char **text, unsigned *number)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	*number = (unsigned)strtoul(*text, &end, 10);
	*text = end;
	return true;
}

/* What follows the file: ":123", "+2", ":*", ":10-20". */
static bool parse_line(const char *text, struct function_spec *spec)
{
	char sign = *text++;

	spec->form = sign == '+' ? RELATIVE_LINE : ONE_LINE;
	if (sign == ':' && !strcmp(text, "*")) {
		spec->form = ALL_LINES;
		return true;
	}
	if (!parse_number(&text, &spec->first))
		return false;
	spec->last = spec->first;
	if (sign == ':' && *text == '-') {
		text++;
		spec->form = LINES;
		if (!parse_number(&text, &spec->last) || spec->last < spec->first)
			return false;
	}
	return !*text;
}

static bool parse_spec(struct resolve *resolve, const struct component *component,
		       struct function_spec *spec)
{
	const char *text = component->string;
	const char *at = strchr(text, '@');

	*spec = (struct function_spec){ .name = text };
	if (at) {
		const char *line = strpbrk(at, ":+");

		spec->name = arena_strndup(resolve->arena, text, (size_t)(at - text));
		spec->file = line ? arena_strndup(resolve->arena, at + 1, (size_t)(line - at - 1))
				  : at + 1;
		if (line && !parse_line(line, spec))
			return resolve_fail(resolve, component->place,
					    "write name@file:LINE, name@file+LINES, name@file:* "
					    "or name@file:FIRST-LAST",
					    "'%s' is not a line of a file", line);
	}
	if (!*spec->name || (spec->file && !*spec->file))
		return resolve_fail(resolve, component->place,
				    "write name, name@file or name@file:LINE",
				    "'%s' does not name a function", text);
	return true;
}

static bool has_wildcard(const char *text)
{
	return text && strpbrk(text, "*?[");
}

/* ---------------------------------------------------------------- functions */

enum wanted {
	WANT_ALL,
	WANT_CALL,
	WANT_INLINE,
	WANT_EXPORTED,
	WANT_RETURN
};

static enum wanted wanted_of(const struct point *point)
{
	if (point_component(point, "call"))
		return WANT_CALL;
	if (point_component(point, "inline"))
		return WANT_INLINE;
	if (point_component(point, "exported"))
		return WANT_EXPORTED;
	return point_component(point, "return") ? WANT_RETURN : WANT_ALL;
}

/* kernel.function("NAME@FILE:LINE") and the point's suffixes as written. */
static const char *point_name(struct resolve *resolve, const struct point *point,
			      const char *argument)
{
	char *name = arena_printf(resolve->arena, "%s.%s(%s)", point->components[0].name,
				  point->components[1].name, argument);

	for (size_t i = 2; i < point->component_count; i++) {
		const struct component *component = &point->components[i];

		name = component->has_argument
			       ? arena_printf(resolve->arena, "%s.%s(%lld)", name, component->name,
					      (long long)component->number)
			       : arena_printf(resolve->arena, "%s.%s", name, component->name);
	}
	return name;
}

static struct kernel_place *add_place(struct resolve *resolve, const struct point *point,
				      const struct kernel_object *object, const char *argument,
				      const char *function_name)
{
	const struct component *max_active = point_component(point, "maxactive");
	struct probe *probe =
		probe_new(resolve, &kernel_family, point, point_name(resolve, point, argument));
	struct kernel_place *place = arena_new_object(resolve->arena, struct kernel_place);

	place->object = object;
	place->max_active = max_active ? max_active->number : 0;
	probe->family_data = place;
	probe->function_name = function_name;
	probe->is_return = wanted_of(point) == WANT_RETURN;
	return place;
}

static void add_instance(struct resolve *resolve, const struct point *point,
			 const struct kernel_object *object, const struct source_function *function,
			 const struct function_instance *instance, bool optional)
{
	const char *argument = arena_printf(resolve->arena, "\"%s@%s:%u\"", function->name,
					    function->file, function->line);
	struct kernel_place *place = add_place(resolve, point, object, argument, function->name);

	place->address = instance->pc;
	place->is_entry = !instance->inlined;
	/* An inlined copy may lie in code that allows no probe: the others still serve. */
	place->optional = optional || point->optional || instance->inlined;
	place->has_instance = true;
	place->instance = *instance;
}

/* What came of the functions that a point names. */
struct found {
	size_t added;
	const char *forbidden; /* why the kernel refuses the last one that was left out, or NULL */
};

static void add_function(struct resolve *resolve, const struct point *point,
			 const struct kernel_object *object, const struct source_function *function,
			 bool optional, struct found *found)
{
	enum wanted wanted = wanted_of(point);

	if (wanted == WANT_EXPORTED && !function->external)
		return;
	for (uint32_t i = 0; i < function->instance_count; i++) {
		struct function_instance instance;

		function_instance(object->debuginfo, function, i, &instance);
		if (instance.inlined ? wanted != WANT_ALL && wanted != WANT_INLINE
				     : wanted == WANT_INLINE)
			continue;
		const char *why = probe_forbidden(object->debuginfo, instance.pc);

		if (why) {
			found->forbidden = why;
			continue;
		}
		add_instance(resolve, point, object, function, &instance, optional);
		found->added++;
	}
}

/* For one that is not there: the file it is in, or the nearest names; NULL when there are none. */
static const char *similar_functions(struct resolve *resolve, struct debuginfo *debuginfo,
				     const struct function_spec *spec)
{
	const char *names[3], *name = spec->name;
	const struct function_query elsewhere = { .name = name };
	struct source_function *functions;

	if (spec->file && functions_find(debuginfo, &elsewhere, &functions))
		return arena_printf(resolve->arena, "'%s' is in %s, line %u", functions[0].name,
				    functions[0].file, functions[0].line);
	size_t count = has_wildcard(name) ? 0 : functions_similar(debuginfo, name, 3, names);

	if (!count)
		return NULL;
	char *text = arena_printf(resolve->arena, "did you mean '%s'", names[0]);

	for (size_t i = 1; i < count; i++)
		text = arena_printf(resolve->arena, "%s%s'%s'", text, i + 1 < count ? ", " : " or ",
				    names[i]);
	return arena_printf(resolve->arena, "%s?", text);
}

static bool resolve_function(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	const struct kernel_object *object = kernel_object(resolve, point);
	struct source_function *functions;
	struct function_spec spec;
	struct found found = { 0 };

	if (!object || !parse_spec(resolve, component, &spec))
		return false;
	if (spec.form > ONE_LINE)
		return resolve_fail(resolve, component->place,
				    "use kernel.statement for lines of a function",
				    "kernel.function takes the line that the function begins at");
	const struct function_query query = { .name = spec.name,
					      .file = spec.file,
					      .line = spec.form == ONE_LINE ? spec.first : 0 };
	size_t count = functions_find(object->debuginfo, &query, &functions);

	for (size_t i = 0; i < count; i++)
		add_function(resolve, point, object, &functions[i], has_wildcard(spec.name),
			     &found);
	if (found.added)
		return true;
	if (found.forbidden)
		return resolve_fail(resolve, component->place, NULL,
				    "the kernel does not allow a probe on '%s': it %s",
				    component->string, found.forbidden);
	if (!count)
		return resolve_fail(resolve, component->place,
				    similar_functions(resolve, object->debuginfo, &spec),
				    "the kernel has no function '%s'", component->string);
	return resolve_fail(resolve, component->place,
			    "leave out the suffix to probe it wherever it is",
			    "'%s' has no such instance: it is %s", component->string,
			    functions[0].call_count ? "called, not inlined" : "always inlined");
}

static bool resolve_function_address(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	const struct kernel_object *object = kernel_object(resolve, point);
	struct function_instance instance;
	struct source_function function;

	if (!object)
		return false;
	if (!function_at(object->debuginfo, (uint64_t)component->number, &function, &instance))
		return resolve_fail(resolve, component->place,
				    "addresses are those of the debug file, without KASLR",
				    "no function of the kernel is at 0x%llx",
				    (unsigned long long)component->number);
	add_instance(resolve, point, object, &function, &instance, false);
	return true;
}

/* ---------------------------------------------------------------- statements */

static bool resolve_statement(struct resolve *resolve, const struct point *point)
{
	static const enum line_kind kinds[] = { [ONE_LINE] = LINE_ABSOLUTE,
						[RELATIVE_LINE] = LINE_RELATIVE,
						[LINES] = LINE_RANGE,
						[ALL_LINES] = LINE_ALL };
	const struct component *component = &point->components[1];
	const struct kernel_object *object = kernel_object(resolve, point);
	struct debuginfo_error error = { 0 };
	struct line_place *places;
	struct function_spec spec;

	if (!object || !parse_spec(resolve, component, &spec))
		return false;
	if (spec.form == NO_LINE)
		return resolve_function(resolve, point);
	const struct line_query query = { .function = { .name = spec.name, .file = spec.file },
					  .kind = kinds[spec.form],
					  .first = spec.first,
					  .last = spec.last };
	size_t count = lines_find(object->debuginfo, &query, &places, &error);

	if (!count)
		return resolve_fail(resolve, component->place, error.remedy, "%s", error.text);
	for (size_t i = 0; i < count; i++) {
		const char *argument =
			arena_printf(resolve->arena, "\"%s@%s:%u\"", places[i].function.name,
				     places[i].file, places[i].line);
		struct kernel_place *place =
			add_place(resolve, point, object, argument, places[i].function.name);

		place->address = places[i].pc;
		place->optional = has_wildcard(spec.name) || point->optional;
		place->has_instance = true;
		place->instance = places[i].instance;
	}
	return true;
}

/* An address, taken as it is: inside a function that debuginfo knows, its variables can be named.
 */
static bool resolve_address(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];
	bool absolute = point_component(point, "absolute") != NULL;
	struct source_function function = { 0 };
	const struct kernel_object *object = NULL;
	struct function_instance instance;
	bool known = false;

	if (absolute && !resolve->session->options.guru)
		return resolve_fail(resolve, component->place, "use stap -g",
				    "an absolute address needs guru mode");
	if (!absolute) {
		object = kernel_object(resolve, point);
		if (!object)
			return false;
		known = function_at(object->debuginfo, (uint64_t)component->number, &function,
				    &instance);
		if (!known)
			return resolve_fail(resolve, component->place,
					    "addresses are those of the debug file, without KASLR",
					    "no function of the kernel is at 0x%llx",
					    (unsigned long long)component->number);
	}
	struct kernel_place *place = add_place(
		resolve, point, object,
		arena_printf(resolve->arena, "0x%llx", (unsigned long long)component->number),
		function.name);

	place->address = (uint64_t)component->number;
	place->has_instance = known;
	if (known)
		place->instance = instance;
	return true;
}

/* ---------------------------------------------------------------- kprobe.* */

static bool resolve_kprobe(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];

	if (has_wildcard(component->string))
		return resolve_fail(resolve, component->place, "use kernel.function",
				    "kprobe.function takes one name, without wildcards");
	struct kernel_place *place = add_place(
		resolve, point, NULL, arena_printf(resolve->arena, "\"%s\"", component->string),
		component->string);

	place->symbol = component->string;
	place->optional = point->optional;
	place->is_entry = true;
	return true;
}

static bool kernel_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[1];

	if (point->component_count < 2 || !component->has_argument)
		return resolve_fail(resolve, point->place,
				    "for instance kernel.function(\"vfs_read\")",
				    "the probe point is incomplete");
	if (!strcmp(component->name, "function")) {
		if (!strcmp(point->components[0].name, "kprobe"))
			return resolve_kprobe(resolve, point);
		return component->argument_is_string ? resolve_function(resolve, point)
						     : resolve_function_address(resolve, point);
	}
	return component->argument_is_string ? resolve_statement(resolve, point)
					     : resolve_address(resolve, point);
}

const struct probe_family kernel_family = {
	.name = "kernel",
	.forms = kernel_forms,
	.resolve = kernel_resolve,
	.lower = kernel_lower,
	.variables = kernel_variables,
	.emit = kernel_emit,
	.runtime_family = "stap_kernel_family",
	.runtime_type = "struct stap_kernel_probe",
};
