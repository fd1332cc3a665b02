// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who declares what. Names of the user's scripts come first; a name that they do not declare is
 * looked for in the library, whose file is parsed then and becomes part of the program.
 *
 * Code of a tapset file sees only the globals of the library: a script's global called `i` must not
 * change what a tapset's local of that name is. But a script's function takes the place of the
 * library's, also where the library calls it.
 */
#include "semantic/analysis.h"

#include "semantic/name_table.h"
#include "semantic/pattern.h"

#include <string.h>

struct symbols {
	struct name_table *globals, *functions; /* entries in the order declared */
	struct alias_list aliases;
	VEC(struct probe_declaration *) probes;
	size_t next_probe;
	struct variable_list user_globals;
	VEC(struct function *) user_functions;
	struct name_table *asked[LIBRARY_ALIAS + 1]; /* of the library, by kind */
};

struct analysis *analysis_new(struct session *session)
{
	struct analysis *analysis = arena_new_object(session->arena, struct analysis);
	struct symbols *symbols = arena_new_object(session->arena, struct symbols);

	if (!session->library)
		session->library = library_open(session);
	symbols->globals = name_table_new(session->arena);
	symbols->functions = name_table_new(session->arena);
	for (size_t i = 0; i <= LIBRARY_ALIAS; i++)
		symbols->asked[i] = name_table_new(session->arena);
	analysis->session = session;
	analysis->arena = session->arena;
	analysis->diagnostics = &session->diagnostics;
	analysis->symbols = symbols;
	return analysis;
}

/* ---------------------------------------------------------------- declaring */

static const struct source_file *whole_file(const struct source_file *file)
{
	return file && file->part_of ? file->part_of : file;
}

static bool same_file(const struct source_file *a, const struct source_file *b)
{
	return whole_file(a) == whole_file(b);
}

/* What comes first: scripts, then the directories of the search path. */
static unsigned precedence(const struct source_file *file)
{
	return file->is_tapset ? 1 + file->library_rank : 0;
}

/* Private names of different files may be the same, and names of what hides one another. */
static bool may_coexist(bool private_a, const struct source_file *a, bool private_b,
			const struct source_file *b)
{
	if (same_file(a, b))
		return false;
	return private_a || private_b || precedence(a) != precedence(b);
}

static void declare_global(struct analysis *analysis, struct variable *variable)
{
	struct symbols *symbols = analysis->symbols;

	for (struct name_entry *e = name_table_find(symbols->globals, variable->name); e;
	     e = e->next) {
		const struct variable *other = e->value;

		if (may_coexist(variable->is_private, variable->file, other->is_private,
				other->file))
			continue;
		diagnose_error(analysis->diagnostics, variable->place,
			       "global '%s' is declared twice", variable->name);
		diagnose_note(analysis->diagnostics, other->place, "first declared here");
		return;
	}
	variable->is_global = true;
	name_table_add(symbols->globals, variable->name, variable);
	if (!variable->file->is_tapset)
		vec_push(analysis->arena, &symbols->user_globals, variable);
}

/* With -v: a name of one directory that hides that of another. */
static void tell_of_hidden(const struct analysis *analysis, const char *what, const char *name,
			   const struct place *a, const struct place *b)
{
	const struct place *first = precedence(a->file) < precedence(b->file) ? a : b;
	const struct place *second = first == a ? b : a;

	if (analysis->session->options.verbose[2])
		fprintf(analysis->diagnostics->stream,
			"%s:%u: %s '%s' comes before the one in %s:%u\n", first->file->name,
			first->line, what, name, second->file->name, second->line);
}

/* Two files of one directory of the library may only have overloads of a function. */
static void check_clash(struct analysis *analysis, const struct function *function)
{
	const struct name_entry *e = name_table_find(analysis->symbols->functions, function->name);

	for (; e && function->file->is_tapset; e = e->next) {
		const struct function *other = e->value;

		if (same_file(function->file, other->file) ||
		    function->parameters.count != other->parameters.count || function->is_private ||
		    other->is_private || function->has_priority || other->has_priority)
			continue;
		if (precedence(function->file) != precedence(other->file)) {
			tell_of_hidden(analysis, "function", function->name, &function->place,
				       &other->place);
			continue;
		}
		diagnose_error(analysis->diagnostics, function->place,
			       "two files of the library have a function '%s' with %zu "
			       "parameter%s",
			       function->name, function->parameters.count,
			       function->parameters.count == 1 ? "" : "s");
		diagnose_note(analysis->diagnostics, other->place, "the other is here");
		diagnose_remedy(analysis->diagnostics,
				"make one of them private, or say by priorities which is first");
		return;
	}
}

static void declare_function(struct analysis *analysis, struct function *function)
{
	check_clash(analysis, function);
	name_table_add(analysis->symbols->functions, function->name, function);
	if (!function->file->is_tapset)
		vec_push(analysis->arena, &analysis->symbols->user_functions, function);
}

/* Of one name several aliases are joined, but for those that others hide. */
static void declare_alias(struct analysis *analysis, struct alias_declaration *alias)
{
	struct alias_list *aliases = &analysis->symbols->aliases;

	for (size_t i = 0; i < aliases->count; i++) {
		const struct alias_declaration *other = aliases->items[i];

		if (precedence(alias->file) != precedence(other->file) && !alias->is_private &&
		    !other->is_private && points_equal(alias->name, other->name))
			tell_of_hidden(analysis, "probe alias",
				       point_text(analysis->arena, alias->name), &alias->place,
				       &other->place);
	}
	vec_push(analysis->arena, aliases, alias);
}

void declare_script(struct analysis *analysis, struct script *script)
{
	for (size_t i = 0; i < script->declarations.count; i++) {
		struct declaration *declaration = &script->declarations.items[i];

		switch (declaration->kind) {
		case DECLARE_GLOBAL:
			for (size_t g = 0; g < declaration->globals.count; g++)
				declare_global(analysis, declaration->globals.items[g]);
			break;
		case DECLARE_FUNCTION:
			declare_function(analysis, declaration->function);
			break;
		case DECLARE_PROBE:
			vec_push(analysis->arena, &analysis->symbols->probes, declaration->probe);
			break;
		case DECLARE_ALIAS:
			declare_alias(analysis, declaration->alias);
			break;
		case DECLARE_EMBEDDED:
			vec_push(analysis->arena, &analysis->embedded, declaration->embedded);
			break;
		}
	}
}

/* Declares what the library files that define @name declare. */
static void need_library(struct analysis *analysis, enum library_kind kind, const char *name)
{
	struct name_table *asked = analysis->symbols->asked[kind];
	library_scripts fresh = { 0 };

	if (name_table_find(asked, name))
		return;
	name_table_add(asked, name, NULL);
	library_need(analysis->session->library, kind, name, &fresh);
	for (size_t i = 0; i < fresh.count; i++)
		declare_script(analysis, fresh.items[i]);
}

struct probe_declaration *next_probe_declaration(struct analysis *analysis)
{
	struct symbols *symbols = analysis->symbols;

	return symbols->next_probe < symbols->probes.count
		       ? symbols->probes.items[symbols->next_probe++]
		       : NULL;
}

/* ---------------------------------------------------------------- finding */

static bool is_visible(bool is_private, const struct source_file *of,
		       const struct source_file *from)
{
	if (same_file(of, from))
		return true;
	return !is_private && (of->is_tapset || !from || !from->is_tapset);
}

/* What begins with "__" is the library's own business, of which scripts replace nothing by chance.
 */
static bool function_is_visible(const struct function *function, const struct source_file *from)
{
	if (!function->is_private && strncmp(function->name, "__", 2) != 0)
		return true;
	return is_visible(function->is_private, function->file, from);
}

/* How near a declaration is: its own file, then the scripts, then the library. */
static int distance(const struct source_file *of, const struct source_file *from)
{
	return same_file(of, from) ? 0 : of->is_tapset ? 2 : 1;
}

static bool is_nearer(const struct source_file *a, const struct source_file *b,
		      const struct source_file *from)
{
	int left = distance(a, from), right = distance(b, from);

	return left < right || (left == right && precedence(a) < precedence(b));
}

static struct variable *nearest_global(struct analysis *analysis, const char *name,
				       const struct source_file *file)
{
	struct variable *best = NULL;

	for (struct name_entry *e = name_table_find(analysis->symbols->globals, name); e;
	     e = e->next) {
		struct variable *variable = e->value;

		if (is_visible(variable->is_private, variable->file, file) &&
		    (!best || is_nearer(variable->file, best->file, file)))
			best = variable;
	}
	return best;
}

struct variable *find_global(struct analysis *analysis, const char *name,
			     const struct source_file *file)
{
	struct variable *found = nearest_global(analysis, name, file);

	if (found)
		return found;
	need_library(analysis, LIBRARY_GLOBAL, name);
	return nearest_global(analysis, name, file);
}

static int64_t priority_of(const struct function *function)
{
	if (function->has_priority)
		return function->priority;
	return function->file->is_tapset ? 1 : 0;
}

/*
 * Orders overloads: what is private to the caller's file first, then by priority, then by the
 * search path.
 */
static int compare_functions(const struct function *a, const struct function *b)
{
	if (a->is_private != b->is_private)
		return a->is_private ? -1 : 1;
	if (priority_of(a) != priority_of(b))
		return priority_of(a) < priority_of(b) ? -1 : 1;
	return (precedence(a->file) > precedence(b->file)) -
	       (precedence(a->file) < precedence(b->file));
}

/* The first function, in that order and then of declaration, that comes after @after. */
static struct function *function_after(struct analysis *analysis, const char *name,
				       const struct function *after, const struct source_file *file)
{
	struct function *best = NULL;
	bool passed = !after;

	for (struct name_entry *e = name_table_find(analysis->symbols->functions, name); e;
	     e = e->next) {
		struct function *function = e->value;
		int order = after ? compare_functions(function, after) : 1;

		passed |= function == after;
		if (function == after || !function_is_visible(function, file) || order < 0 ||
		    (order == 0 && !passed))
			continue;
		if (!best || compare_functions(function, best) < 0)
			best = function;
	}
	return best;
}

struct function *find_function(struct analysis *analysis, const char *name,
			       const struct source_file *file)
{
	need_library(analysis, LIBRARY_FUNCTION, name);
	return function_after(analysis, name, NULL, file);
}

struct function *find_next_function(struct analysis *analysis, const struct function *function,
				    const struct source_file *file)
{
	return function_after(analysis, function->name, function, file);
}

/* ---------------------------------------------------------------- aliases */

/* Parses the library files with an alias that @point could mean. */
static void need_aliases(struct analysis *analysis, const struct point *point)
{
	const library_names *names = library_index(analysis->session->library);

	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].kind == LIBRARY_ALIAS &&
		    point_may_mean(point, names->items[i].name))
			need_library(analysis, LIBRARY_ALIAS, names->items[i].name);
}

/*
 * An alias of a script hides those of the library with the same name; one of the library, those of
 * directories that come later in the search path.
 */
static bool is_hidden(const struct alias_list *aliases, const struct alias_declaration *alias,
		      const struct source_file *from)
{
	for (size_t i = 0; i < aliases->count; i++) {
		const struct alias_declaration *other = aliases->items[i];

		if (precedence(other->file) < precedence(alias->file) &&
		    is_visible(other->is_private, other->file, from) &&
		    points_equal(alias->name, other->name))
			return true;
	}
	return false;
}

void find_aliases(struct analysis *analysis, const struct point *point, struct alias_list *found)
{
	const struct alias_list *aliases = &analysis->symbols->aliases;

	need_aliases(analysis, point);
	for (size_t i = 0; i < aliases->count; i++) {
		struct alias_declaration *alias = aliases->items[i];

		if (point_begins_with(point, alias->name) &&
		    is_visible(alias->is_private, alias->file, point->place.file) &&
		    !is_hidden(aliases, alias, point->place.file))
			vec_push(analysis->arena, found, alias);
	}
}

/* ---------------------------------------------------------------- all names */

static void add_name(const char *name, void *data)
{
	struct {
		struct arena *arena;
		struct name_list *names;
	} *to = data;

	vec_push(to->arena, to->names, name);
}

static void list_names(struct analysis *analysis, struct name_table *table, enum library_kind kind,
		       struct name_list *names)
{
	const library_names *index = library_index(analysis->session->library);
	struct {
		struct arena *arena;
		struct name_list *names;
	} to = { analysis->arena, names };

	if (table)
		name_table_each(table, add_name, &to);
	for (size_t i = 0; i < index->count; i++)
		if (index->items[i].kind == kind && index->items[i].name[0] != '_')
			vec_push(analysis->arena, names, index->items[i].name);
}

void list_function_names(struct analysis *analysis, struct name_list *names)
{
	static const char *const builtins[] = { "print",     "println", "printd",   "printdln",
						"printf",    "sprint",	"sprintln", "sprintd",
						"sprintdln", "sprintf" };

	for (size_t i = 0; i < sizeof(builtins) / sizeof(*builtins); i++)
		vec_push(analysis->arena, names, builtins[i]);
	list_names(analysis, analysis->symbols->functions, LIBRARY_FUNCTION, names);
}

void list_global_names(struct analysis *analysis, struct name_list *names)
{
	const struct variable_list *globals = &analysis->symbols->user_globals;

	for (size_t i = 0; i < globals->count; i++)
		vec_push(analysis->arena, names, globals->items[i]->name);
}

void list_alias_names(struct analysis *analysis, struct name_list *names)
{
	const struct alias_list *aliases = &analysis->symbols->aliases;

	for (size_t i = 0; i < aliases->count; i++)
		vec_push(analysis->arena, names,
			 point_text(analysis->arena, aliases->items[i]->name));
	list_names(analysis, NULL, LIBRARY_ALIAS, names);
}

struct function *user_function(struct analysis *analysis, size_t number)
{
	return number < analysis->symbols->user_functions.count
		       ? analysis->symbols->user_functions.items[number]
		       : NULL;
}

struct variable *user_global(struct analysis *analysis, size_t number)
{
	return number < analysis->symbols->user_globals.count
		       ? analysis->symbols->user_globals.items[number]
		       : NULL;
}
