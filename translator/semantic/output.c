// SPDX-License-Identifier: GPL-2.0-only
/*
 * A global that the script fills but never reads is printed when the script ends: for each one an
 * `end` probe is made, in the form of syntax tree, that runs after the script's own. Arrays are
 * sorted by value, or by @count, greatest first.
 *
 *	x=5	s="text"	a["key",1]=2	t["key"] @count=3 @min=1 @max=5 @sum=6 @avg=2
 */
#include "semantic/accesses.h"

#include <string.h>

struct making {
	struct arena *arena;
	struct variable *global;
	struct probe *probe;
};

/* ---------------------------------------------------------------- pieces of tree */

static struct expr *new_expr(struct making *m, enum expr_kind kind)
{
	struct expr *expr = arena_new_object(m->arena, struct expr);

	expr->kind = kind;
	expr->place = m->global->place;
	return expr;
}

static struct stmt *new_stmt(struct making *m, enum stmt_kind kind)
{
	struct stmt *stmt = arena_new_object(m->arena, struct stmt);

	stmt->kind = kind;
	stmt->place = m->global->place;
	return stmt;
}

static struct expr *name_of(struct making *m, struct variable *variable)
{
	struct expr *expr = new_expr(m, EXPR_NAME);

	expr->name.text = variable->name;
	expr->name.variable = variable;
	return expr;
}

static struct expr *new_local(struct making *m, const char *name)
{
	struct variable *variable = arena_new_object(m->arena, struct variable);

	variable->name = name;
	variable->place = m->global->place;
	variable->is_read = variable->is_written = true;
	vec_push(m->arena, &m->probe->locals, variable);
	return name_of(m, variable);
}

/* The global itself, or its element at @keys. */
static struct expr *element(struct making *m, const struct expr_list *keys)
{
	if (!keys)
		return name_of(m, m->global);
	struct expr *expr = new_expr(m, EXPR_INDEX);

	expr->index.text = m->global->name;
	expr->index.variable = m->global;
	for (size_t i = 0; i < keys->count; i++)
		vec_push(m->arena, &expr->index.keys, expr_clone(m->arena, keys->items[i]));
	return expr;
}

/* ---------------------------------------------------------------- the format */

struct format {
	VEC(struct format_piece) pieces;
	struct expr_list arguments;
};

static void add_piece(struct making *m, struct format *format, const char *text, char conversion,
		      struct expr *argument)
{
	struct format_piece piece = { .text = text,
				      .text_length = strlen(text),
				      .conversion = conversion,
				      .alternate = conversion == 's' };

	vec_push(m->arena, &format->pieces, piece);
	if (argument)
		vec_push(m->arena, &format->arguments, argument);
}

static void add_value(struct making *m, struct format *format, const char *before,
		      enum value_type type, struct expr *argument)
{
	bool quoted = type == TYPE_STRING;

	add_piece(m, format, quoted ? arena_printf(m->arena, "%s\"", before) : before,
		  quoted ? 's' : 'd', argument);
	if (quoted)
		add_piece(m, format, "\"", 0, NULL);
}

static void add_statistic(struct making *m, struct format *format, const struct expr_list *keys)
{
	static const struct {
		const char *text;
		enum stat_op op;
	} parts[] = { { " @count=", STAT_COUNT },
		      { " @min=", STAT_MIN },
		      { " @max=", STAT_MAX },
		      { " @sum=", STAT_SUM },
		      { " @avg=", STAT_AVG } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct expr *stat = new_expr(m, EXPR_STAT);

		stat->stat.op = parts[i].op;
		stat->stat.stat = element(m, keys);
		add_piece(m, format, parts[i].text, 'd', stat);
	}
}

static void add_keys(struct making *m, struct format *format, const struct expr_list *keys)
{
	add_piece(m, format, "[", 0, NULL);
	for (size_t i = 0; i < keys->count; i++)
		add_value(m, format, i ? "," : "", m->global->key_types[i],
			  expr_clone(m->arena, keys->items[i]));
	add_piece(m, format, "]", 0, NULL);
}

/* printf("name[keys]=value\n") */
static struct stmt *print_statement(struct making *m, const struct expr_list *keys,
				    struct expr *value)
{
	struct stmt *stmt = new_stmt(m, STMT_EXPR);
	struct expr *print = new_expr(m, EXPR_PRINT);
	struct format format = { 0 };

	add_piece(m, &format, m->global->name, 0, NULL);
	if (keys)
		add_keys(m, &format, keys);
	if (m->global->type == TYPE_STATS)
		add_statistic(m, &format, keys);
	else
		add_value(m, &format, "=", m->global->type, value);
	add_piece(m, &format, "\n", 0, NULL);
	print->print.kind = PRINT_FORMAT;
	print->print.format_place = m->global->place;
	print->print.pieces = format.pieces.items;
	print->print.piece_count = format.pieces.count;
	print->print.arguments = format.arguments;
	stmt->expr = print;
	return stmt;
}

/* ---------------------------------------------------------------- the probe */

static struct stmt *print_array(struct making *m)
{
	struct stmt *loop = new_stmt(m, STMT_FOREACH);

	for (size_t i = 0; i < m->global->key_count; i++)
		vec_push(m->arena, &loop->foreach.keys,
			 new_local(m, arena_printf(m->arena, "__idx%zu", i)));
	if (m->global->type != TYPE_STATS)
		loop->foreach.value = new_local(m, "__val");
	loop->foreach.array = name_of(m, m->global);
	loop->foreach.direction = SORT_DESCENDING;
	loop->foreach.body = print_statement(
		m, &loop->foreach.keys,
		loop->foreach.value ? expr_clone(m->arena, loop->foreach.value) : NULL);
	return loop;
}

/* An `end` probe after all others. */
static struct probe *last_probe(struct analysis *analysis)
{
	struct component *component = arena_new_object(analysis->arena, struct component);
	struct point *point = arena_new_object(analysis->arena, struct point);
	struct resolution resolution = { 0 };
	struct resolve resolve = { analysis->session, analysis->arena, &resolution };

	*component = (struct component){ .name = "end", .has_argument = true, .number = INT64_MAX };
	point->components = component;
	point->component_count = 1;
	if (!point_family(point)->resolve(&resolve, point))
		return NULL;
	component->has_argument = false; /* as people see it */
	resolution.found.items[0]->name = "end";
	return resolution.found.items[0];
}

static void print_global(struct analysis *analysis, struct variable *global)
{
	struct probe *probe = last_probe(analysis);
	struct making m = { analysis->arena, global, probe };

	if (!probe)
		return;
	probe->body = new_stmt(&m, STMT_BLOCK);
	struct stmt *stmt =
		global->is_array ? print_array(&m) : print_statement(&m, NULL, name_of(&m, global));

	vec_push(analysis->arena, &probe->body->block, stmt);
	vec_push(analysis->arena, &analysis->probes, probe);
	global->is_read = true;
}

/* ---------------------------------------------------------------- which ones */

static void note_global(struct variable *variable, enum use_kind kind, const struct expr *expr,
			void *data)
{
	(void)expr;
	(void)data;
	if (!variable->is_global)
		return;
	if (kind == USE_READ || kind == USE_ITERATE || kind == USE_SORT)
		variable->is_read = true;
	else if (kind != USE_DELETE)
		variable->is_written = true;
}

static void note_body(struct analysis *analysis, struct body *body)
{
	const struct use_visitor visitor = { .use = note_global };

	(void)analysis;
	visit_uses(body, &visitor);
}

void note_global_uses(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->globals.count; i++)
		analysis->globals.items[i]->is_read = analysis->globals.items[i]->is_written =
			false;
	each_body(analysis, note_body);
}

void print_unread_globals(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->globals.count; i++) {
		struct variable *global = analysis->globals.items[i];

		if (global->is_written && !global->is_read && !global->file->is_tapset &&
		    global->type != TYPE_UNKNOWN)
			print_global(analysis, global);
	}
}
