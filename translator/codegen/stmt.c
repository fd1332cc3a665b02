/* SPDX-License-Identifier: GPL-2.0-only */
/* Statements but foreach. */
#include "codegen/generator.h"

#include <string.h>

void emit_count(struct unit *u, unsigned actions, struct place place)
{
	emit_fail_if(u, arena_printf(u->g->arena, "!stap_count_actions(c, %u, %s)", actions,
				     place_of(u, place)));
}

static void generate_if(struct unit *u, struct stmt *stmt)
{
	emit(u, "if (%s) {", generate_condition(u, stmt->if_.condition));
	generate_stmt(u, stmt->if_.yes);
	if (stmt->if_.no) {
		emit(u, "} else {");
		generate_stmt(u, stmt->if_.no);
	}
	emit(u, "}");
}

static void generate_loop(struct unit *u, struct stmt *stmt)
{
	struct loop loop = { .outer = u->loop };
	struct expr *condition = stmt->loop.condition, *step = stmt->loop.step;
	unsigned actions = 1 + stmt_actions(u->g, stmt->loop.body) + expr_actions(u->g, condition) +
			   expr_actions(u->g, step);

	if (stmt->loop.initial) {
		generate_effects(u, stmt->loop.initial);
		check_error(u);
	}
	if (step)
		loop.continue_label = new_label(u, "continue");
	u->loop = &loop;
	emit(u, "for (;;) {");
	emit_count(u, actions, stmt->place);
	if (condition) {
		emit(u, "if (!%s)", generate_condition(u, condition));
		emit(u, "\tbreak;");
	}
	generate_stmt(u, stmt->loop.body);
	if (loop.continue_used)
		emit(u, "%s:\n;", loop.continue_label);
	if (step) {
		generate_effects(u, step);
		check_error(u);
	}
	emit(u, "}");
	u->loop = loop.outer;
}

static void generate_continue(struct unit *u)
{
	if (u->loop && u->loop->continue_label) {
		emit(u, "goto %s;", u->loop->continue_label);
		u->loop->continue_used = true;
	} else {
		emit(u, "continue;");
	}
}

static void generate_return(struct unit *u, struct stmt *stmt)
{
	if (stmt->expr) {
		struct value value = generate(u, stmt->expr);
		enum value_type type = u->function ? u->function->return_type : TYPE_VOID;

		check_error(u);
		if (type == TYPE_STRING)
			emit_copy_string(u, "result", function_result_size(u->g, u->function),
					 value.text);
		else if (type == TYPE_LONG)
			emit(u, "result = %s;", value.text);
	}
	emit_goto_exit(u);
}

/* In a function: the next overload, with the arguments as they were given. */
static void generate_next(struct unit *u, struct stmt *stmt)
{
	struct function *next = u->function ? function_next(u->function) : NULL;

	if (u->function && !next) {
		emit(u, "stap_raise(c, \"no overload of %s is left for next\", %s);",
		     u->function->name, place_of(u, stmt->place));
		emit_goto_error(u);
		return;
	}
	if (next)
		function_emit_next(u, next);
	emit_goto_exit(u);
}

/*
 * An error in the body jumps to the handler part. A body that cannot fail needs none. The message
 * goes to a string, the variable or a part of the frame.
 */
static void generate_try(struct unit *u, struct stmt *stmt)
{
	const char *outer_label = u->error_label;
	bool outer_used = u->error_label_used;
	const char *catch_label = new_label(u, "catch"), *end_label = new_label(u, "caught");

	check_error(u);
	u->error_label = catch_label;
	u->error_label_used = false;
	generate_stmt(u, stmt->try_.body);
	bool can_fail = u->error_label_used;

	u->error_label = outer_label;
	u->error_label_used = outer_used;
	if (!can_fail)
		return;
	emit(u, "goto %s;", end_label);
	emit(u, "%s:", catch_label);
	if (stmt->try_.message) {
		const struct variable *message = stmt->try_.message->name.variable;

		emit_fail_if(u, arena_printf(u->g->arena, "!stap_catch(c, %s, %zu)",
					     variable_text(u, message),
					     variable_string_size(u, message)));
	} else {
		emit_fail_if(u, "!stap_catch(c, NULL, 0)");
	}
	generate_stmt(u, stmt->try_.handler);
	emit(u, "%s:\n;", end_label);
}

void generate_stmt(struct unit *u, struct stmt *stmt)
{
	unsigned strings = u->strings, keys = u->keys;

	switch (stmt->kind) {
	case STMT_EMPTY:
	case STMT_EMBEDDED: /* the body of a function: see function.c */
		break;
	case STMT_EXPR:
		generate_effects(u, stmt->expr);
		break;
	case STMT_BLOCK:
		for (size_t i = 0; i < stmt->block.count; i++)
			generate_stmt(u, stmt->block.items[i]);
		break;
	case STMT_IF:
		generate_if(u, stmt);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		generate_loop(u, stmt);
		break;
	case STMT_FOREACH:
		generate_foreach(u, stmt);
		break;
	case STMT_BREAK:
		emit(u, "break;");
		break;
	case STMT_CONTINUE:
		generate_continue(u);
		break;
	case STMT_RETURN:
		generate_return(u, stmt);
		break;
	case STMT_NEXT:
		generate_next(u, stmt);
		break;
	case STMT_DELETE:
		generate_delete(u, stmt);
		break;
	case STMT_TRY:
		generate_try(u, stmt);
		break;
	}
	check_error(u);
	u->strings = strings;
	u->keys = keys;
}
