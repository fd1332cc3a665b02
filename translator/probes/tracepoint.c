// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.trace("GROUP:NAME"), kernel.tracepoint (the same), and both of module("NAME"): tracepoints
 * of the kernel and of its modules. Their arguments are the parameters of the function that the
 * kernel has for each, __traceiter_NAME, behind its first one. Without debuginfo BTF
 * answers: the kernel's, and for the arguments of modules' theirs.
 *
 * A callback in the script's C has the parameters of its tracepoint, up to the last one that a
 * handler reads: how they are passed is left to the C compiler. It stores what is read.
 */
#include "probes/kernel.h"
#include "probes/lowering.h"

#include "debuginfo/types/btf.h"
#include "debuginfo/tracepoints/tracepoints.h"
#include "debuginfo/values/variables.h"
#include "semantic/pattern.h"
#include "target_debuginfo.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ARGUMENTS 64 /* bits of tracepoint_place.used */

extern const struct probe_family tracepoint_family;

static const char *const tracepoint_forms[] = {
	"kernel.trace(string)",
	"kernel.tracepoint(string)",
	"module(string).trace(string)",
	"module(string).tracepoint(string)",
	NULL,
};

struct argument {
	const char *name;
	const struct type *type;
	unsigned words; /* of 8 bytes, that it is passed in; 0: not known how it is passed */
};
typedef VEC(struct argument) argument_list;

/* probe->family_data */
struct tracepoint_place {
	const struct tracepoint *tracepoint;
	bool optional;
	bool has_arguments; /* they were asked for: */
	argument_list arguments;
	uint64_t used; /* bit n: a handler reads argument n */
};

/* ---------------------------------------------------------------- what there is */

/* NULL after resolve_fail(). */
static const struct tracepoint_list *kernel_tracepoints(struct resolve *resolve, struct place place)
{
	struct session *session = resolve->session;
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(session, &error);
	struct btf_source *btf = debuginfo ? NULL : session_kernel_btf(session, &error);
	struct tracepoint_list *list;

	if (session->kernel_tracepoints)
		return session->kernel_tracepoints;
	if (!debuginfo && !btf) {
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
		return NULL;
	}
	list = arena_new_object(session->arena, struct tracepoint_list);
	*list = debuginfo ? tracepoints_of_kernel(debuginfo)
			  : tracepoints_of_btf(btf, session->target.build_directory,
					       session->target.is_running);
	session->kernel_tracepoints = list;
	return list;
}

static void say_reading_modules(const char *path, void *data)
{
	struct session *session = data;

	(void)path;
	fprintf(session->diagnostics.stream,
		"stap: looking for tracepoints in all modules (once per kernel, some seconds) …\n");
}

static const struct tracepoint_list *module_tracepoints(struct resolve *resolve)
{
	struct session *session = resolve->session;
	struct debuginfo_target target = session_debuginfo_target(session);
	struct tracepoint_list *list;

	if (session->module_tracepoints)
		return session->module_tracepoints;
	target.building_index = say_reading_modules;
	list = arena_new_object(session->arena, struct tracepoint_list);
	*list = tracepoints_of_modules(session->arena, &target);
	session->module_tracepoints = list;
	return list;
}

/* "GROUP:NAME", or "NAME" of a tracepoint that has no group. */
static const char *full_name(struct arena *arena, const struct tracepoint *tracepoint)
{
	return tracepoint->group ? arena_printf(arena, "%s:%s", tracepoint->group, tracepoint->name)
				 : tracepoint->name;
}

/* ---------------------------------------------------------------- points */

/* What a script asks for. NULL: any. */
struct pattern {
	const char *module, *group, *name;
};

static struct pattern parse_pattern(struct arena *arena, const char *text)
{
	const char *colon = strchr(text, ':');

	if (!colon)
		return (struct pattern){ .name = text };
	return (struct pattern){ .group = arena_strndup(arena, text, (size_t)(colon - text)),
				 .name = colon + 1 };
}

/* The name of a module is that of its file, with _ for -. */
static const char *module_name(struct arena *arena, const char *text)
{
	char *name = arena_strdup(arena, text);

	if (!strchr(name, '['))
		for (char *at = name; *at; at++)
			if (*at == '-')
				*at = '_';
	return name;
}

static bool matches(const char *pattern, const char *name)
{
	return !pattern || !fnmatch(pattern, name ? name : "", 0);
}

/* Whether the module and the group are right. */
static bool place_matches(const struct pattern *pattern, const struct tracepoint *tracepoint)
{
	return matches(pattern->module, tracepoint->module) &&
	       matches(pattern->group, tracepoint->group);
}

static void add_probe(struct resolve *resolve, const struct point *point,
		      const struct tracepoint *tracepoint)
{
	struct arena *arena = resolve->arena;
	const char *name = arena_printf(arena, "trace(\"%s\")", full_name(arena, tracepoint));
	struct tracepoint_place *place = arena_new_object(arena, struct tracepoint_place);

	if (strcmp(point->components[0].name, "module"))
		name = arena_printf(arena, "kernel.%s", name);
	else
		name = arena_printf(arena, "module(\"%s\").%s", tracepoint->module, name);
	struct probe *probe = probe_new(resolve, &tracepoint_family, point, name);

	place->tracepoint = tracepoint;
	place->optional = point->optional || has_wildcard(point->components[1].string);
	probe->family_data = place;
}

static size_t add_matching(struct resolve *resolve, const struct point *point,
			   const struct pattern *pattern, const struct tracepoint_list *list)
{
	size_t found = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (!matches(pattern->name, list->items[i].name) ||
		    !place_matches(pattern, &list->items[i]))
			continue;
		add_probe(resolve, point, &list->items[i]);
		found++;
	}
	return found;
}

/* ---------------------------------------------------------------- names that are wrong */

typedef const char *part_of(const struct tracepoint *tracepoint);

static const char *name_part(const struct tracepoint *tracepoint)
{
	return tracepoint->name;
}

static const char *group_part(const struct tracepoint *tracepoint)
{
	return tracepoint->group;
}

static const char *module_part(const struct tracepoint *tracepoint)
{
	return tracepoint->module;
}

/* The tracepoint of those at a place like @like whose part is nearest to @text, or NULL. */
static const struct tracepoint *nearest(struct arena *arena, const struct tracepoint_list *list,
					const struct pattern *like, part_of *part, const char *text)
{
	const char **names = arena_alloc(arena, (list->count + 1) * sizeof(*names));
	const struct tracepoint **of = arena_alloc(arena, (list->count + 1) * sizeof(*of));
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (!part(&list->items[i]) || !place_matches(like, &list->items[i]))
			continue;
		of[count] = &list->items[i];
		names[count++] = part(&list->items[i]);
	}
	const char *name = text ? nearest_name(text, names, count) : NULL;

	for (size_t i = 0; text && i < count; i++)
		if (!strcmp(names[i], text))
			return of[i];
	for (size_t i = 0; name && i < count; i++)
		if (!strcmp(names[i], name))
			return of[i];
	return NULL;
}

static bool has_place(const struct tracepoint_list *list, const struct pattern *pattern)
{
	for (size_t i = 0; i < list->count; i++)
		if (place_matches(pattern, &list->items[i]))
			return true;
	return false;
}

/*
 * The tracepoint that has the name looked for and no group, or NULL. Such are all those of which
 * nothing but debuginfo would tell the group.
 */
static const struct tracepoint *without_group(const struct tracepoint_list *list,
					      const struct pattern *wanted)
{
	for (size_t i = 0; wanted->group && i < list->count; i++)
		if (!list->items[i].group && matches(wanted->module, list->items[i].module) &&
		    !strcmp(list->items[i].name, wanted->name))
			return &list->items[i];
	return NULL;
}

/* Nothing in @list, all that there is, is like @wrong. */
static bool no_tracepoint(struct resolve *resolve, const struct point *point,
			  const struct pattern *wrong, const struct tracepoint_list *list)
{
	struct arena *arena = resolve->arena;
	const struct component *component = &point->components[1];
	struct pattern place = { .module = wrong->module };
	const struct tracepoint *other;

	if (!has_place(list, &place)) {
		other = nearest(arena, list, &(struct pattern){ 0 }, module_part, place.module);
		return resolve_fail(resolve, point->components[0].place,
				    other ? did_you_mean(arena, other->module) : NULL,
				    "the kernel has no module '%s' with tracepoints",
				    point->components[0].string);
	}
	other = without_group(list, wrong);
	if (other)
		return resolve_fail(resolve, component->place,
				    arena_printf(arena, "write '%s' without a group", other->name),
				    "the group of tracepoint '%s' is known to debug information "
				    "only",
				    other->name);
	place.group = wrong->group;
	if (!has_place(list, &place)) {
		place.group = NULL;
		other = nearest(arena, list, &place, group_part, wrong->group);
		return resolve_fail(
			resolve, component->place,
			other ? did_you_mean(arena, arena_printf(arena, "%s:%s", other->group,
								 wrong->name))
			      : NULL,
			"there is no group of tracepoints '%s'", wrong->group);
	}
	other = nearest(arena, list, &place, name_part, wrong->name);
	place.group = NULL;
	if (!other)
		other = nearest(arena, list, &place, name_part, wrong->name);
	return resolve_fail(resolve, component->place,
			    other ? did_you_mean(arena, full_name(arena, other)) : NULL,
			    "there is no tracepoint '%s'", component->string);
}

/* ---------------------------------------------------------------- resolving */

static bool resolve_in_module(struct resolve *resolve, const struct point *point,
			      const struct pattern *pattern)
{
	const struct tracepoint_list *list = module_tracepoints(resolve);

	return add_matching(resolve, point, pattern, list) ||
	       no_tracepoint(resolve, point, pattern, list);
}

/* The kernel's own; and those of modules too, for a pattern, or a name that it does not have. */
static bool resolve_in_kernel(struct resolve *resolve, const struct point *point,
			      const struct pattern *pattern)
{
	const struct component *component = &point->components[1];
	const struct tracepoint_list *list = kernel_tracepoints(resolve, component->place);
	struct tracepoint_list all = { 0 };
	size_t found;

	if (!list)
		return false;
	found = add_matching(resolve, point, pattern, list);
	if (found && !has_wildcard(component->string))
		return true;
	found += add_matching(resolve, point, pattern, module_tracepoints(resolve));
	if (found)
		return true;
	for (size_t i = 0; i < list->count; i++)
		vec_push(resolve->arena, &all, list->items[i]);
	list = module_tracepoints(resolve);
	for (size_t i = 0; i < list->count; i++)
		vec_push(resolve->arena, &all, list->items[i]);
	return no_tracepoint(resolve, point, pattern, &all);
}

static bool tracepoint_resolve(struct resolve *resolve, const struct point *point)
{
	struct pattern pattern = parse_pattern(resolve->arena, point->components[1].string);

	if (strcmp(point->components[0].name, "module"))
		return resolve_in_kernel(resolve, point, &pattern);
	pattern.module = module_name(resolve->arena, point->components[0].string);
	return resolve_in_module(resolve, point, &pattern);
}

/* ---------------------------------------------------------------- arguments */

/*
 * A scalar is passed in a word of its own, a struct as what its words are (System V ABI, "Parameter
 * Passing"); the kernel passes no floating-point numbers.
 */
static unsigned words_of(const struct type *type)
{
	if (type_is_scalar(type))
		return 1;
	if (type->kind == KIND_STRUCT || type->kind == KIND_UNION)
		return (unsigned)((type->size + 7) / 8);
	return 0;
}

/* What the tracepoint is described in where there is no debuginfo; or NULL. */
static struct btf_source *btf_of(struct resolve *resolve, const struct tracepoint *tracepoint)
{
	struct debuginfo_error error;

	return tracepoint->module ? kernel_module_btf(resolve, tracepoint->module)
				  : session_kernel_btf(resolve->session, &error);
}

/* What it is described in otherwise; NULL after resolve_fail(). */
static struct debuginfo *debuginfo_of(struct resolve *resolve, const struct probe *probe)
{
	const struct tracepoint_place *place = probe->family_data;
	const struct probed_object *object = kernel_object_named(
		resolve, probe->point->components[1].place, place->tracepoint->module);

	return object ? object->debuginfo : NULL;
}

static void add_argument(struct arena *arena, struct tracepoint_place *place, const char *name,
			 const struct type *type)
{
	const struct argument argument = { name, type, words_of(type) };

	vec_push(arena, &place->arguments, argument);
}

static const argument_list *arguments_by_btf(struct resolve *resolve,
					     struct tracepoint_place *place, struct btf_source *btf)
{
	const struct btf_signature *signature;

	if (place->has_arguments)
		return &place->arguments;
	signature = tracepoint_signature(btf, place->tracepoint->name);
	place->has_arguments = signature;
	for (size_t i = 1; signature && i < signature->parameter_count; i++)
		add_argument(resolve->arena, place, signature->parameters[i].name,
			     signature->parameters[i].type);
	return &place->arguments;
}

/* NULL after resolve_fail(). */
static const argument_list *arguments_of(struct resolve *resolve, const struct probe *probe)
{
	struct tracepoint_place *place = probe->family_data;
	struct btf_source *btf = btf_of(resolve, place->tracepoint);
	struct debuginfo *debuginfo = btf ? NULL : debuginfo_of(resolve, probe);
	const struct function_query query = {
		.name = arena_printf(resolve->arena, "__traceiter_%s", place->tracepoint->name),
	};
	struct source_function *functions;
	struct source_variable *variables;
	struct function_instance instance;
	bool first = true;

	if (btf)
		return arguments_by_btf(resolve, place, btf);
	if (!debuginfo)
		return NULL;
	if (place->has_arguments || !functions_find(debuginfo, &query, &functions) ||
	    !functions[0].call_count)
		return &place->arguments;
	place->has_arguments = true;
	function_instance(debuginfo, &functions[0], 0, &instance);
	size_t count = variables_at(debuginfo, &instance, instance.pc, &variables);

	for (size_t i = 0; i < count; i++) {
		if (!variables[i].parameter)
			continue;
		if (!first)
			add_argument(resolve->arena, place, variables[i].name, variables[i].type);
		first = false;
	}
	return &place->arguments;
}

/* $$name: the same C in all probes, so that they can share a handler. */
static bool lower_name(struct expr *target, const struct tracepoint *tracepoint)
{
	static const char code[] = "stap_probe_symbol(c)";

	target->kind = EXPR_CODE;
	target->type = TYPE_STRING;
	target->string.text = code;
	target->string.length = strlen(code);
	target->string_size = strlen(tracepoint->name) < 64 ? 64 : 0;
	return true;
}

static bool no_argument(struct resolve *resolve, const struct expr *target,
			const argument_list *arguments)
{
	const char *name = target->target.name;
	const char **names = arena_alloc(resolve->arena, (arguments->count + 1) * sizeof(*names));
	const char *remedy = arguments->count ? "there are:" : "it has none";
	const char *nearest;

	for (size_t i = 0; i < arguments->count; i++) {
		names[i] = arguments->items[i].name;
		remedy = arena_printf(resolve->arena, "%s%s $%s", remedy, i ? "," : "", names[i]);
	}
	nearest = nearest_name(name + 1, names, arguments->count);
	if (nearest)
		remedy = arena_printf(resolve->arena, "did you mean '$%s'?", nearest);
	return resolve_fail(resolve, target->place, remedy, "the tracepoint has no argument '%s'",
			    name);
}

/* The first argument up to number @last that the callback cannot have, or NULL. */
static const struct argument *unknown_argument(const argument_list *arguments, size_t last)
{
	for (size_t i = 0; i <= last; i++)
		if (!arguments->items[i].words || i >= MOST_ARGUMENTS)
			return &arguments->items[i];
	return NULL;
}

/* The value of argument @number, which the callback will store. False after resolve_fail(). */
static bool argument_value(struct lowering *l, struct tracepoint_place *place, size_t number,
			   struct target_value *value)
{
	const struct argument *argument = &place->arguments.items[number];
	const struct argument *unknown = unknown_argument(&place->arguments, number);
	struct expr *stored;

	if (unknown)
		return resolve_fail(l->resolve, l->place, NULL,
				    "'$%s' cannot be read: it is not known how a %s is passed",
				    argument->name, unknown->type->text);
	place->used |= 1ull << number;
	stored = lower_code(l, "c->arguments[%zu]", number);
	*value = (struct target_value){ .type = argument->type };
	if (type_is_scalar(argument->type))
		value->number = stored;
	else
		value->address = stored;
	return true;
}

/* $$vars, $$parms */
static bool lower_arguments(struct lowering *l, struct tracepoint_place *place, struct expr *target)
{
	size_t count = place->arguments.count;
	struct resolve quiet = resolve_quietly(l->resolve);
	struct lowering own = *l;
	struct listed_value *values = arena_alloc(l->resolve->arena, (count + 1) * sizeof(*values));

	own.resolve = &quiet;
	for (size_t i = 0; i < count; i++) {
		values[i].name = place->arguments.items[i].name;
		values[i].is_available = argument_value(&own, place, i, &values[i].value);
	}
	return lower_list(l, values, count, target);
}

static bool tracepoint_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	struct tracepoint_place *place = probe->family_data;
	const char *name = target->target.name;
	struct lowering l = { .resolve = resolve, .place = target->place, .name = name };
	struct target_value value;

	if (!strcmp(name, "$$name") && !target->target.access_count)
		return lower_name(target, place->tracepoint);
	const argument_list *arguments = arguments_of(resolve, probe);

	if (!arguments)
		return false;
	if (!strcmp(name, "$$vars") || !strcmp(name, "$$parms"))
		return lower_arguments(&l, place, target);
	if (!strncmp(name, "$$", 2))
		return resolve_fail(resolve, l.place, "there are $$name, $$vars, $$parms",
				    "'%s' is not available in probe %s", name, probe->name);
	for (size_t i = 0; i < arguments->count; i++)
		if (!strcmp(arguments->items[i].name, name + 1))
			return argument_value(&l, place, i, &value) &&
			       lower_target_value(&l, &value, target);
	return no_argument(resolve, target, arguments);
}

static const char *tracepoint_variables(struct resolve *resolve, const struct probe *probe)
{
	const argument_list *arguments = arguments_of(resolve, probe);
	const char *text = "";

	for (size_t i = 0; arguments && i < arguments->count; i++)
		text = arena_printf(resolve->arena, "%s%s$%s:%s", text, i ? " " : "",
				    arguments->items[i].name, arguments->items[i].type->text);
	return text;
}

/* ---------------------------------------------------------------- the table */

/* Probes in the order of the runtime's table. */
struct entry {
	struct probe *probe;
	size_t position; /* in the script */
};

static const struct tracepoint_place *place_of(const struct probe *probe)
{
	return probe->family_data;
}

static int compare_tracepoints(const struct tracepoint *a, const struct tracepoint *b)
{
	int order = strcmp(a->module ? a->module : "", b->module ? b->module : "");

	return order ? order : strcmp(a->name, b->name);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order =
		compare_tracepoints(place_of(x->probe)->tracepoint, place_of(y->probe)->tracepoint);

	if (order)
		return order;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* The callbacks made so far: by what they have as parameters and store. */
typedef VEC(const char *) callback_list;

/* "(void *data, uint64_t a0, struct stap_words_2 a1)" and the body. */
static const char *callback_text(struct arena *arena, const argument_list *arguments, uint64_t used)
{
	const char *parameters = "", *body = "";
	size_t count = 0;

	for (size_t i = 0; i < arguments->count && i < MOST_ARGUMENTS; i++)
		if (used >> i & 1)
			count = i + 1;
	for (size_t i = 0; i < count; i++) {
		unsigned words = arguments->items[i].words;

		parameters =
			words == 1 && type_is_scalar(arguments->items[i].type)
				? arena_printf(arena, "%s, uint64_t a%zu", parameters, i)
				: arena_printf(arena, "%s, struct { uint64_t words[%u]; } a%zu",
					       parameters, words, i);
		if (used >> i & 1)
			body = arena_printf(arena, "%s\targuments[%zu] = (int64_t)%sa%zu;\n", body,
					    i, type_is_scalar(arguments->items[i].type) ? "" : "&",
					    i);
	}
	if (!count)
		return "(void *data)\n{\n\tstap_tracepoint_hit(data, NULL);\n}\n";
	return arena_printf(arena,
			    "(void *data%s)\n{\n\tint64_t arguments[%zu];\n\n%s"
			    "\tstap_tracepoint_hit(data, arguments);\n}\n",
			    parameters, count, body);
}

/* Returns the number of a callback for the @count probes of one tracepoint, written when new. */
static size_t write_callback(FILE *stream, struct arena *arena, callback_list *callbacks,
			     const struct entry *entries, size_t count)
{
	const argument_list none = { 0 }, *arguments = &none;
	uint64_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const struct tracepoint_place *place = place_of(entries[i].probe);

		used |= place->used;
		if (place->has_arguments)
			arguments = &place->arguments;
	}
	const char *text = callback_text(arena, arguments, used);

	for (size_t i = 0; i < callbacks->count; i++)
		if (!strcmp(callbacks->items[i], text))
			return i;
	fprintf(stream, "\nstatic void stap_tracepoint_%zu%s", callbacks->count, text);
	vec_push(arena, callbacks, text);
	return callbacks->count - 1;
}

static size_t same_tracepoint(const struct entry *entries, size_t count)
{
	size_t same = 1;

	while (same < count && !compare_tracepoints(place_of(entries[0].probe)->tracepoint,
						    place_of(entries[same].probe)->tracepoint))
		same++;
	return same;
}

static void write_entry(FILE *stream, const struct probe *probe, size_t callback)
{
	const struct tracepoint_place *place = place_of(probe);
	const char *module = place->tracepoint->module;

	fprintf(stream, "\t{ .probe = &stap_probe_%u, .callback = stap_tracepoint_%zu,\n",
		probe->handler, callback);
	fputs("\t  .place = { .point = \"", stream);
	for (const char *at = probe->name; *at; at++)
		fprintf(stream, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
	fprintf(stream, "\", .symbol = \"%s\" },\n\t  ", place->tracepoint->name);
	if (module)
		fprintf(stream, ".module = \"%s\", ", module);
	fprintf(stream, ".optional = %d },\n", place->optional);
}

static size_t tracepoint_emit(FILE *stream, struct session *session, const char *table,
			      struct probe *const *probes, size_t count)
{
	struct entry *entries = arena_alloc(session->arena, count * sizeof(*entries));
	size_t *callbacks = arena_alloc(session->arena, count * sizeof(*callbacks));
	callback_list written = { 0 };

	for (size_t i = 0; i < count; i++)
		entries[i] = (struct entry){ probes[i], i };
	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0, same; i < count; i += same) {
		same = same_tracepoint(entries + i, count - i);
		callbacks[i] = write_callback(stream, session->arena, &written, entries + i, same);
		for (size_t n = 1; n < same; n++)
			callbacks[i + n] = callbacks[i];
	}
	fprintf(stream, "\nstatic const struct stap_tracepoint_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++)
		write_entry(stream, entries[i].probe, callbacks[i]);
	fputs("};\n", stream);
	return count;
}

const struct probe_family tracepoint_family = {
	.name = "tracepoint",
	.type = "tracepoint",
	.forms = tracepoint_forms,
	.has_places = true,
	.resolve = tracepoint_resolve,
	.lower = tracepoint_lower,
	.variables = tracepoint_variables,
	.emit = tracepoint_emit,
	.runtime_family = "stap_tracepoint_family",
	.runtime_type = "struct stap_tracepoint_probe",
};
