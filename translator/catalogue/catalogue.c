// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types of functions come from pass 2 over all of them. What an alias sets is told from its text:
 * what its body assigns to, and what every point has that it stands for.
 */
#include "catalogue/catalogue.h"

#include "semantic/analyse.h"
#include "semantic/pattern.h"

#include <string.h>

/* How deep aliases of aliases are followed. */
#define MAX_DEPTH 16

const char *catalogue_type(enum value_type type)
{
	return type == TYPE_UNKNOWN || type == TYPE_VOID ? "unknown" : value_type_text(type);
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

static bool has_name(const struct name_set *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++)
		if (!strcmp(set->items[i], name))
			return true;
	return false;
}

struct gathering {
	struct arena *arena;
	const struct script *script;
	struct name_set *set;
};

static bool is_global(const struct script *script, const char *name)
{
	for (size_t d = 0; d < script->declarations.count; d++) {
		const struct declaration *declaration = &script->declarations.items[d];

		if (declaration->kind != DECLARE_GLOBAL)
			continue;
		for (size_t i = 0; i < declaration->globals.count; i++)
			if (!strcmp(declaration->globals.items[i]->name, name))
				return true;
	}
	return false;
}

static void gather_expr(struct expr **slot, void *data)
{
	const struct gathering *g = data;
	const struct expr *expr = *slot;

	expr_visit_children(*slot, gather_expr, data);
	if (expr->kind != EXPR_ASSIGN || expr->assign.target->kind != EXPR_NAME)
		return;
	const char *name = expr->assign.target->name.text;

	if (name[0] != '_' && !has_name(g->set, name) && !is_global(g->script, name))
		vec_push(g->arena, g->set, name);
}

static void gather_stmt(struct stmt **slot, void *data)
{
	stmt_visit_children(*slot, gather_expr, gather_stmt, data);
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

static struct name_set variables_of(const struct catalogue *catalogue,
				    const struct catalogue_item *item, unsigned depth);

/* Adds to @set what all points of the alias @item have. */
static void add_common(const struct catalogue *catalogue, const struct catalogue_item *item,
		       struct name_set *set, unsigned depth)
{
	const struct point_list *points = &item->alias->points;
	struct name_set common = { 0 };

	for (size_t i = 0; i < points->count; i++) {
		const struct catalogue_item *inner = alias_of(catalogue, points->items[i]);
		struct name_set own = { 0 }, both = { 0 };

		if (inner && inner != item && depth < MAX_DEPTH)
			own = variables_of(catalogue, inner, depth + 1);
		for (size_t n = 0; i && n < common.count; n++)
			if (has_name(&own, common.items[n]))
				vec_push(catalogue->session->arena, &both, common.items[n]);
		common = i ? both : own;
	}
	for (size_t n = 0; n < common.count; n++)
		if (!has_name(set, common.items[n]))
			vec_push(catalogue->session->arena, set, common.items[n]);
}

static struct name_set variables_of(const struct catalogue *catalogue,
				    const struct catalogue_item *item, unsigned depth)
{
	struct name_set set = { 0 };
	struct gathering g = { catalogue->session->arena, item->script, &set };
	struct stmt *body = item->alias->body;

	if (body)
		gather_stmt(&body, &g);
	add_common(catalogue, item, &set, depth);
	return set;
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
			struct name_set both = { 0 };

			if (a == b || !other->alias || item->file->rank != other->file->rank ||
			    !points_equal(item->alias->name, other->alias->name))
				continue;
			for (size_t i = 0; i < item->variables.count; i++)
				if (has_name(&other->variables, item->variables.items[i]))
					vec_push(all->session->arena, &both,
						 item->variables.items[i]);
			item->variables = both;
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

		if (item->alias)
			item->variables = variables_of(&all, item, 0);
	}
	join_same_names(&all);
	for (size_t i = 0; i < all.items.count; i++)
		if (is_below(all.items.items[i].file->root, directory))
			vec_push(session->arena, &catalogue->items, all.items.items[i]);
	return catalogue;
}
