/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handlers of probes. Probes whose handlers come out as the same C share one; so a thousand places
 * of a wildcard cost one handler and a table.
 */
#include "codegen/generator.h"

#include "probes/family.h"
#include "script/printer.h"
#include "semantic/pattern.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- locks */

enum lock_kind {
	LOCK_NONE,
	LOCK_READ,
	LOCK_WRITE
};

/*
 * Arrays of statistics are changed by <<< without a lock; reading them is shared, all else is
 * exclusive: see struct stap_global_map.
 */
static enum lock_kind lock_kind(const struct generator *g, const struct effects *effects,
				size_t index)
{
	const struct variable *variable = g->program->globals.items[index];
	bool is_stat = variable->type == TYPE_STATS;

	if (!g->globals[index].locked)
		return LOCK_NONE;
	if (effects->changes[index] || (is_stat && effects->iterates[index]))
		return LOCK_WRITE;
	return effects->uses[index] ? LOCK_READ : LOCK_NONE;
}

static const char *const lock_names[] = { [LOCK_READ] = "read", [LOCK_WRITE] = "write" };

/* Locks are taken in the order of the globals, and given back in the other direction. */
static void add_locked(const struct generator *g, const struct effects *effects,
		       const struct unit *u, struct text *text)
{
	size_t count = g->program->globals.count;
	enum lock_kind kind;

	for (size_t i = 0; i < count; i++) {
		kind = lock_kind(g, effects, i);
		if (kind)
			text_add(text,
				 "if (!stap_lock_%s(c, &%s_lock))\n\tgoto stap_unlocked_%zu;\n",
				 lock_names[kind], g->globals[i].name, i);
	}
	if (u->body.length)
		text_add_bytes(text, u->body.bytes, u->body.length);
	if (u->error_label_used || u->exit_label_used)
		text_add(text, "stap_end:\n");
	for (size_t i = count; i-- > 0;) {
		kind = lock_kind(g, effects, i);
		if (kind)
			text_add(text, "stap_unlock_%s(&%s_lock);\nstap_unlocked_%zu:\n",
				 lock_names[kind], g->globals[i].name, i);
	}
}

/* ---------------------------------------------------------------- handlers */

/* A condition that needs no lock: plain numbers are read as they are. */
static bool is_lockless(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		return true;
	case EXPR_NAME:
		return expr->type == TYPE_LONG;
	case EXPR_UNARY:
		return is_lockless(expr->unary.operand);
	case EXPR_BINARY:
		return expr->binary.op != BINARY_DIVIDE && expr->binary.op != BINARY_MODULO &&
		       is_lockless(expr->binary.left) && is_lockless(expr->binary.right);
	default:
		return false;
	}
}

static void note_memory(struct generator *g, const struct unit *u, const struct effects *effects)
{
	uint64_t memory = unit_frame_size(u) + calls_string_memory(g, effects);

	if (memory > g->string_memory)
		g->string_memory = memory;
}

/* Straight code needs no count unless it is longer than the limit. */
static void emit_actions(struct unit *u, struct probe *probe)
{
	unsigned actions = stmt_actions(u->g, probe->body);
	int64_t limit = probe->can_sleep ? u->g->max_action_interruptible : u->g->max_action;

	if (actions && (actions > limit || stmt_counts(u->g, probe->body)))
		emit_count(u, actions, probe->body->place);
}

/* No match of another handler is seen. */
static void emit_no_match(struct unit *u)
{
	if (u->g->program->keeps_groups)
		emit(u, "c->match->group_count = 0;");
}

/* Returns the C of the handler from its parameter list on. */
static const char *generate_handler(struct generator *g, struct probe *probe)
{
	struct unit *u = unit_new(g);
	struct effects effects = effects_new(g);
	struct text text = { .arena = g->arena };
	const char *early = NULL;

	u->probe = probe;
	stmt_effects(g, probe->body, &effects);
	emit_no_match(u);
	if (probe->condition && is_lockless(probe->condition)) {
		early = generate_condition(u, probe->condition);
	} else if (probe->condition) {
		expr_effects(g, probe->condition, &effects);
		emit(u, "if (!%s)", generate_condition(u, probe->condition));
		emit(u, "\tgoto stap_end;");
		u->exit_label_used = true;
	}
	emit_actions(u, probe);
	generate_stmt(u, probe->body);

	text_add(&text, "(struct stap_context *c)\n{\n");
	unit_add_declarations(u, &text);
	if (early)
		text_add(&text, "if (!%s)\n\tgoto stap_unarmed;\n", early);
	add_locked(g, &effects, u, &text);
	if (early)
		text_add(&text, "stap_unarmed:\n");
	unit_add_frame_leave(u, &text);
	text_add(&text, "return;\n}\n");
	note_memory(g, u, &effects);
	return text.bytes;
}

static size_t saved_size(const struct unit *u, const struct expr *saved)
{
	return saved->type == TYPE_STRING ? (expr_string_size(u, saved) + 7) / 8 : 1;
}

size_t saved_word(const struct unit *u, const struct probe *probe, size_t slot)
{
	size_t word = 0;

	for (size_t i = 0; i < slot; i++)
		word += saved_size(u, probe->saved.items[i]);
	return word;
}

/* As above for the part of a return probe that runs at the function's entry; NULL: none. */
static const char *generate_entry(struct generator *g, struct probe *probe)
{
	struct unit *u = unit_new(g);
	struct effects effects = effects_new(g);
	struct text text = { .arena = g->arena };

	if (!probe->saved.count)
		return NULL;
	u->probe = probe;
	probe->saved_words = saved_word(u, probe, probe->saved.count);
	emit_no_match(u);
	for (size_t i = 0; i < probe->saved.count; i++) {
		struct expr *saved = probe->saved.items[i];
		struct value value = generate(u, saved);
		size_t word = saved_word(u, probe, i);

		expr_effects(g, saved, &effects);
		if (saved->type == TYPE_STRING)
			emit_copy_string(u, arena_printf(g->arena, "(char *)&c->saved[%zu]", word),
					 expr_string_size(u, saved), value.text);
		else
			emit(u, "c->saved[%zu] = %s;", word, value.text);
		check_error(u);
		u->strings = 0;
	}
	text_add(&text, "(struct stap_context *c)\n{\n");
	unit_add_declarations(u, &text);
	add_locked(g, &effects, u, &text);
	unit_add_frame_leave(u, &text);
	text_add(&text, "return;\n}\n");
	note_memory(g, u, &effects);
	return text.bytes;
}

/* ---------------------------------------------------------------- sharing */

/* The C functions made so far; equal ones are made once. */
struct made {
	const char *code;
	size_t number;
	uint64_t hash;
};
typedef VEC(struct made) made_list;

static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

/* Returns the number of @code in @list, and adds it when it is new (*@is_new). */
static size_t share(struct arena *arena, made_list *list, const char *code, bool *is_new)
{
	struct made made = { .code = code, .number = list->count, .hash = hash_text(code) };

	*is_new = false;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].hash == made.hash && !strcmp(list->items[i].code, code))
			return i;
	*is_new = true;
	vec_push(arena, list, made);
	return made.number;
}

static void add_function(struct generator *g, struct text *text, const struct probe *probe,
			 const char *kind, size_t number, const char *code)
{
	size_t length = strlen(probe->name);

	/* A backslash at the end of a comment would go on with the next line. */
	while (length && probe->name[length - 1] == '\\')
		length--;
	text_add(text, "\n// %.*s\nstatic void stap_%s_%zu", (int)length, probe->name, kind,
		 number);
	text_add_bytes(text, code, strlen(code));
	(void)g;
}

/* The point as it was written, for reports about probes that share a handler. */
static const char *written_point(struct generator *g, const struct probe *probe)
{
	const struct point *point = probe->point;
	char *bytes;
	size_t size;
	FILE *stream;

	if (!point)
		return probe->name;
	while (point->expanded_from)
		point = point->expanded_from;
	stream = open_memstream(&bytes, &size);
	if (!stream)
		return probe->name;
	print_point(stream, point);
	fclose(stream);

	const char *text = arena_strndup(g->arena, bytes, size);

	free(bytes);
	return text;
}

/*
 * What makes a struct stap_probe of its own: the functions, for probes without places of their own
 * the name, and where pn() is asked for what it gives.
 */
static const char *probe_key(struct generator *g, const struct probe *probe, size_t handler,
			     long entry, const struct handlers *handlers)
{
	return arena_printf(g->arena, "%zu %ld %s %s %s", handler, entry, probe->family->name,
			    probe->family->has_places ? "" : probe->name,
			    probe->alias && handlers->asks_name ? point_text(g->arena, probe->alias)
								: "");
}

/* Whether the program calls a function in C with this comment. */
static bool asks_for(const struct generator *g, const char *comment)
{
	for (size_t i = 0; i < g->program->functions.count; i++)
		if (function_has_comment(g->program->functions.items[i], comment))
			return true;
	return false;
}

/* What pn() and probe_type() give. */
static void add_names(struct generator *g, struct text *text, const struct probe *probe,
		      const struct handlers *handlers)
{
	const char *name = probe->alias ? point_text(g->arena, probe->alias) : NULL;
	const char *type = probe->family->type;

	if (!type)
		type = arena_strndup(g->arena, probe->name, strcspn(probe->name, ".("));
	if (name && handlers->asks_name)
		text_add(text, ".name = %s,\n", c_literal(g->arena, name, strlen(name)));
	if (handlers->asks_type)
		text_add(text, ".type = \"%s\",\n", type);
}

static void generate_one(struct generator *g, struct text *text, struct probe *probe,
			 made_list lists[3], struct handlers *handlers)
{
	const char *code = generate_handler(g, probe), *entry_code = generate_entry(g, probe);
	long entry = -1;
	bool is_new;
	size_t handler = share(g->arena, &lists[0], code, &is_new);

	if (is_new)
		add_function(g, text, probe, "handler", handler, code);
	if (entry_code) {
		entry = (long)share(g->arena, &lists[1], entry_code, &is_new);
		if (is_new)
			add_function(g, text, probe, "entry", (size_t)entry, entry_code);
	}

	const char *key = probe_key(g, probe, handler, entry, handlers);
	size_t number = share(g->arena, &lists[2], key, &is_new);

	probe->handler = (unsigned)number;
	if (!is_new) {
		handlers->points[number] = written_point(g, probe);
		return;
	}
	handlers->points[handlers->count++] = probe->name;
	text_add(text, "\nstatic const struct stap_probe stap_probe_%zu = {\n", number);
	text_add(text, ".point = %s,\n", c_literal(g->arena, probe->name, strlen(probe->name)));
	text_add(text, ".handler = stap_handler_%zu,\n", handler);
	if (entry >= 0)
		text_add(text, ".entry = stap_entry_%ld,\n", entry);
	add_names(g, text, probe, handlers);
	text_add(text, ".index = %zu,\n};\n", number);
}

void handlers_generate(struct generator *g, struct text *text, struct handlers *handlers)
{
	made_list lists[3] = { 0 };
	size_t count = g->program->probes.count;

	handlers->asks_name = asks_for(g, "/* probe_name */");
	handlers->asks_type = asks_for(g, "/* probe_type */");
	handlers->points = arena_alloc(g->arena, count * sizeof(*handlers->points));
	for (size_t i = 0; i < count; i++)
		generate_one(g, text, g->program->probes.items[i], lists, handlers);
}
