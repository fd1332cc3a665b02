// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types of functions come from pass 2 over all of them. What an alias sets is told from its text:
 * what its body assigns to, and what every point has that it stands for.
 */
#include "catalogue/catalogue.h"

#include "catalogue/alias_types.h"
#include "semantic/analyse.h"
#include "semantic/pattern.h"

#include <string.h>

/* How deep aliases of aliases are followed. */
#define MAX_DEPTH 16

const char *catalogue_type(enum value_type type)
{
	return type == TYPE_UNKNOWN || type == TYPE_VOID ? "unknown" : value_type_text(type);
}

const char *catalogue_variable(struct arena *arena, const struct alias_variable *variable)
{
	bool is_known = variable->type != TYPE_UNKNOWN && variable->type != TYPE_VOID;

	return arena_printf(arena, "%s%s%s", variable->name, is_known ? ":" : "",
			    is_known ? value_type_text(variable->type) : "");
}

static const char *function_text(struct arena *arena, const struct function *function)
{
	const char *text = arena_printf(arena, "%s:%s (", function->name,
					catalogue_type(function->return_type));

	for (size_t i = 0; i < function->parameters.count; i++)
		text = arena_printf(arena, "%s%s%s:%s", text, i ? ", " : "",
				    function->parameters.items[i]->name,
				    catalogue_type(function->parameters.items[i]->type));
	return arena_printf(arena, "%s)", text);
}

/* ---------------------------------------------------------------- what an alias sets */

/* The type of the first function of that name whose type is known. */
static enum value_type function_type(const void *data, const char *name)
{
	const struct catalogue *catalogue = data;

	for (size_t i = 0; i < catalogue->items.count; i++) {
		const struct function *function = catalogue->items.items[i].function;

		if (function && !strcmp(function->name, name) &&
		    (function->return_type == TYPE_LONG || function->return_type == TYPE_STRING))
			return function->return_type;
	}
	return TYPE_UNKNOWN;
}

static void add_variable(struct arena *arena, struct alias_variables *to,
			 const struct alias_variable *variable)
{
	struct alias_variable *known = find_variable(to, variable->name);

	if (!known)
		vec_push(arena, to, *variable);
	else if (known->type == TYPE_UNKNOWN)
		known->type = variable->type;
}

/* Those of @a that @b has too. */
static struct alias_variables common_variables(struct arena *arena, const struct alias_variables *a,
					       const struct alias_variables *b)
{
	struct alias_variables common = { 0 };

	for (size_t i = 0; i < a->count; i++)
		if (find_variable(b, a->items[i].name))
			vec_push(arena, &common, a->items[i]);
	return common;
}

/* The alias that @point begins with, the longest one; NULL: none. */
static const struct catalogue_item *alias_of(const struct catalogue *catalogue,
					     const struct point *point)
{
	const struct catalogue_item *best = NULL;

	for (size_t i = 0; i < catalogue->items.count; i++) {
		const struct catalogue_item *item = &catalogue->items.items[i];

		if (item->alias && point_begins_with(point, item->alias->name) &&
		    (!best ||
		     item->alias->name->component_count > best->alias->name->component_count))
			best = item;
	}
	return best;
}

static struct alias_variables variables_of(const struct catalogue *catalogue,
					   const struct catalogue_item *item, unsigned depth);

/* Adds what all points of the alias @item have. */
static void add_common(const struct catalogue *catalogue, const struct catalogue_item *item,
		       struct alias_variables *to, unsigned depth)
{
	const struct point_list *points = &item->alias->points;
	struct arena *arena = catalogue->session->arena;
	struct alias_variables common = { 0 };

	for (size_t i = 0; i < points->count; i++) {
		const struct catalogue_item *inner = alias_of(catalogue, points->items[i]);
		struct alias_variables own = { 0 };

		if (inner && inner != item && depth < MAX_DEPTH)
			own = variables_of(catalogue, inner, depth + 1);
		common = i ? common_variables(arena, &common, &own) : own;
	}
	for (size_t i = 0; i < common.count; i++)
		add_variable(arena, to, &common.items[i]);
}

/* Also those whose names begin with _. */
static struct alias_variables variables_of(const struct catalogue *catalogue,
					   const struct catalogue_item *item, unsigned depth)
{
	struct alias_variables inner = { 0 }, variables = { 0 };
	struct arena *arena = catalogue->session->arena;
	size_t own;

	add_common(catalogue, item, &inner, depth);
	alias_body_variables(arena, item->script, item->alias, function_type, catalogue,
			     &variables);
	own = variables.count;
	for (size_t i = 0; i < inner.count; i++)
		add_variable(arena, &variables, &inner.items[i]);
	/* once more, since now the types of those are known */
	if (own)
		alias_body_variables(arena, item->script, item->alias, function_type, catalogue,
				     &variables);
	return variables;
}

static void leave_out_internal(struct alias_variables *variables)
{
	size_t kept = 0;

	for (size_t i = 0; i < variables->count; i++)
		if (variables->items[i].name[0] != '_')
			variables->items[kept++] = variables->items[i];
	variables->count = kept;
}

/* ---------------------------------------------------------------- all of it */

static void add_script(struct catalogue *catalogue, struct library_file *file,
		       struct script *script)
{
	struct arena *arena = catalogue->session->arena;

	for (size_t i = 0; i < script->declarations.count; i++) {
		const struct declaration *declaration = &script->declarations.items[i];
		struct catalogue_item item = { .file = file, .script = script };

		if (declaration->kind == DECLARE_FUNCTION) {
			item.function = declaration->function;
			item.is_private = item.function->is_private;
			item.text = function_text(arena, item.function);
		} else if (declaration->kind == DECLARE_ALIAS) {
			item.alias = declaration->alias;
			item.is_private = item.alias->is_private;
			item.text = point_text(arena, item.alias->name);
		} else {
			continue;
		}
		vec_push(arena, &catalogue->items, item);
	}
}

static void add_types(struct session *session, const library_files *files)
{
	library_scripts scripts = { 0 };

	for (size_t i = 0; i < files->count; i++)
		vec_push(session->arena, &scripts,
			 library_parse(session->library, files->items[i]));
	type_functions(session, scripts.items, scripts.count);
}

/* Aliases of one name in one directory are one: each has what all have. */
static void join_same_names(struct catalogue *all)
{
	for (size_t a = 0; a < all->items.count; a++) {
		struct catalogue_item *item = &all->items.items[a];

		for (size_t b = 0; item->alias && b < all->items.count; b++) {
			const struct catalogue_item *other = &all->items.items[b];

			if (a == b || !other->alias || item->file->rank != other->file->rank ||
			    !points_equal(item->alias->name, other->alias->name))
				continue;
			item->variables = common_variables(all->session->arena, &item->variables,
							   &other->variables);
		}
	}
}

static bool is_below(const char *root, const char *directory)
{
	return !directory || !strcmp(root, directory);
}

struct catalogue *catalogue_make(struct session *session, const char *directory)
{
	struct catalogue *catalogue = arena_new_object(session->arena, struct catalogue);
	struct catalogue all = { .session = session };
	const library_files *files;

	catalogue->session = session;
	if (!session->library)
		session->library = library_open(session);
	files = library_all(session->library);
	add_types(session, files);
	for (size_t i = 0; i < files->count; i++)
		add_script(&all, files->items[i], files->items[i]->script);
	for (size_t i = 0; i < all.items.count; i++) {
		struct catalogue_item *item = &all.items.items[i];

		if (!item->alias)
			continue;
		item->variables = variables_of(&all, item, 0);
		leave_out_internal(&item->variables);
	}
	join_same_names(&all);
	for (size_t i = 0; i < all.items.count; i++)
		if (is_below(all.items.items[i].file->root, directory))
			vec_push(session->arena, &catalogue->items, all.items.items[i]);
	return catalogue;
}
