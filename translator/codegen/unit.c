/* SPDX-License-Identifier: GPL-2.0-only */
/* One C function being made: its variables, temporaries, labels, and its tests for errors. */
#include "codegen/generator.h"

#include <stdarg.h>
#include <string.h>

struct unit *unit_new(struct generator *g)
{
	struct unit *u = arena_new_object(g->arena, struct unit);

	u->g = g;
	u->body.arena = g->arena;
	u->error_label = u->exit_label = "stap_end";
	return u;
}

void emit(struct unit *u, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_add(&u->body, "%s\n", arena_vprintf(u->g->arena, format, arguments));
	va_end(arguments);
}

/* ---------------------------------------------------------------- names */

static const struct temporary_kind {
	const char *declaration, *name;
} temporary_kinds[TEMP_KINDS] = {
	[TEMP_LONG] = { "int64_t ", "t" },
	[TEMP_STRING] = { "const char *", "p" },
	[TEMP_LONG_SLOT] = { "int64_t *", "slot" },
	[TEMP_STRING_SLOT] = { "char *", "text" },
	[TEMP_STAT] = { "const struct stap_stat *", "stat" },
};

const char *new_temporary(struct unit *u, enum temporary kind)
{
	return arena_printf(u->g->arena, "%s%u", temporary_kinds[kind].name,
			    u->temporaries[kind]++);
}

const char *new_string(struct unit *u, size_t size)
{
	unsigned number = u->strings++;

	if (number == u->string_sizes.count)
		vec_push(u->g->arena, &u->string_sizes, size);
	else if (u->string_sizes.items[number] < size)
		u->string_sizes.items[number] = size;
	return arena_printf(u->g->arena, "f->s%u", number);
}

const char *new_keys(struct unit *u, size_t count)
{
	unsigned number = u->keys++;

	if (number == u->key_counts.count)
		vec_push(u->g->arena, &u->key_counts, count);
	else if (u->key_counts.items[number] < count)
		u->key_counts.items[number] = count;
	return arena_printf(u->g->arena, "keys%u", number);
}

const char *string_output(struct unit *u)
{
	u->has_output = true;
	return "o";
}

const char *new_label(struct unit *u, const char *what)
{
	return arena_printf(u->g->arena, "stap_%s_%u", what, u->labels++);
}

static bool is_name_taken(const struct unit *u, const char *name)
{
	for (size_t i = 0; i < u->locals.count; i++)
		if (!strcmp(u->locals.items[i].variable->name, name))
			return true;
	return false;
}

const struct local *unit_local(struct unit *u, const struct variable *variable)
{
	struct arena *arena = u->g->arena;

	for (size_t i = 0; i < u->locals.count; i++)
		if (u->locals.items[i].variable == variable)
			return &u->locals.items[i];

	bool is_string = variable->type == TYPE_STRING;
	struct local local = { .variable = variable, .in_frame = is_string };
	const char *prefix = is_string ? "f->" : "";

	if (is_name_taken(u, variable->name))
		local.name = arena_printf(arena, "%slocal_%zu_%s", prefix, u->locals.count,
					  variable->name);
	else
		local.name = arena_printf(arena, "%slocal_%s", prefix, variable->name);
	if (is_string)
		local.size = variable_string_size(u, variable);
	vec_push(arena, &u->locals, local);
	return &u->locals.items[u->locals.count - 1];
}

/* ---------------------------------------------------------------- errors */

void may_fail(struct unit *u)
{
	u->error_pending = true;
}

void emit_goto_error(struct unit *u)
{
	emit(u, "\tgoto %s;", u->error_label);
	u->error_label_used = true;
}

void emit_fail_if(struct unit *u, const char *condition)
{
	emit(u, "if (stap_unlikely(%s))", condition);
	emit_goto_error(u);
}

void check_error(struct unit *u)
{
	if (!u->error_pending)
		return;
	u->error_pending = false;
	emit_fail_if(u, "c->error");
}

void emit_goto_exit(struct unit *u)
{
	emit(u, "goto %s;", u->exit_label);
	u->exit_label_used = true;
}

/* ---------------------------------------------------------------- declarations */

size_t unit_frame_size(const struct unit *u)
{
	size_t size = 0;

	for (size_t i = 0; i < u->locals.count; i++)
		if (u->locals.items[i].in_frame)
			size += u->locals.items[i].size;
	for (size_t i = 0; i < u->string_sizes.count; i++)
		size += u->string_sizes.items[i];
	return size;
}

static void add_frame(const struct unit *u, struct text *text)
{
	if (!unit_frame_size(u))
		return;
	text_add(text, "struct {\n");
	for (size_t i = 0; i < u->locals.count; i++)
		if (u->locals.items[i].in_frame)
			text_add(text, "char %s[%zu];\n", u->locals.items[i].name + strlen("f->"),
				 u->locals.items[i].size);
	for (size_t i = 0; i < u->string_sizes.count; i++)
		text_add(text, "char s%zu[%zu];\n", i, u->string_sizes.items[i]);
	text_add(text, "} *f = stap_frame_enter(c, sizeof(*f));\n");
}

void unit_add_declarations(const struct unit *u, struct text *text)
{
	add_frame(u, text);
	for (size_t i = 0; i < u->locals.count; i++) {
		const struct local *local = &u->locals.items[i];

		if (!local->is_given && !local->in_frame)
			text_add(text, "int64_t %s = 0;\n", local->name);
	}
	for (unsigned kind = 0; kind < TEMP_KINDS; kind++)
		for (unsigned i = 0; i < u->temporaries[kind]; i++)
			text_add(text, "%s%s%u;\n", temporary_kinds[kind].declaration,
				 temporary_kinds[kind].name, i);
	for (size_t i = 0; i < u->key_counts.count; i++)
		text_add(text, "union stap_value keys%zu[%zu];\n", i, u->key_counts.items[i]);
	if (u->has_output)
		text_add(text, "struct stap_output o;\n");
	for (unsigned i = 0; i < u->most_iterators; i++)
		text_add(text, "struct stap_iterator i%u;\n", i);
	text_add(text, "\n");
	for (size_t i = 0; i < u->locals.count; i++)
		if (u->locals.items[i].in_frame && !u->locals.items[i].variable->is_parameter)
			text_add(text, "%s[0] = 0;\n", u->locals.items[i].name);
}

void unit_add_frame_leave(const struct unit *u, struct text *text)
{
	if (unit_frame_size(u))
		text_add(text, "stap_frame_leave(c, sizeof(*f));\n");
}
