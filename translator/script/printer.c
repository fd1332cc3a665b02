/* SPDX-License-Identifier: GPL-2.0-only */
/* Statements and declarations as source. */
#include "script/print.h"

#include <inttypes.h>
#include <string.h>

static void print_indent(FILE *stream, unsigned indent)
{
	while (indent--)
		putc('\t', stream);
}

/* ---------------------------------------------------------------- statements */

/* The statement of an if or a loop: a block begins on the same line. */
static void print_body(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	if (stmt->kind != STMT_BLOCK) {
		putc('\n', stream);
		print_stmt(stream, stmt, indent + 1);
		return;
	}
	fputs(" {\n", stream);
	for (size_t i = 0; i < stmt->block.count; i++)
		print_stmt(stream, stmt->block.items[i], indent + 1);
	print_indent(stream, indent);
	fputs("}\n", stream);
}

static void print_if(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	fputs("if (", stream);
	print_expr(stream, stmt->if_.condition);
	putc(')', stream);
	print_body(stream, stmt->if_.yes, indent);
	if (!stmt->if_.no)
		return;
	print_indent(stream, indent);
	fputs("else", stream);
	if (stmt->if_.no->kind == STMT_IF) {
		putc(' ', stream);
		print_if(stream, stmt->if_.no, indent);
	} else {
		print_body(stream, stmt->if_.no, indent);
	}
}

static void print_for(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	fputs("for (", stream);
	if (stmt->loop.initial)
		print_expr(stream, stmt->loop.initial);
	fputs("; ", stream);
	if (stmt->loop.condition)
		print_expr(stream, stmt->loop.condition);
	fputs("; ", stream);
	if (stmt->loop.step)
		print_expr(stream, stmt->loop.step);
	putc(')', stream);
	print_body(stream, stmt->loop.body, indent);
}

static void print_direction(FILE *stream, const struct stmt *stmt, int column)
{
	if (stmt->foreach.direction != SORT_NONE && stmt->foreach.sort_column == column)
		putc(stmt->foreach.direction == SORT_ASCENDING ? '+' : '-', stream);
}

static void print_foreach(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	const struct expr_list *keys = &stmt->foreach.keys;

	fputs("foreach (", stream);
	if (stmt->foreach.value) {
		print_expr(stream, stmt->foreach.value);
		fputs(" = ", stream);
	}
	fputs(keys->count > 1 ? "[" : "", stream);
	for (size_t i = 0; i < keys->count; i++) {
		fputs(i ? ", " : "", stream);
		print_expr(stream, keys->items[i]);
		print_direction(stream, stmt, (int)i + 1);
	}
	fputs(keys->count > 1 ? "] in " : " in ", stream);
	print_expr(stream, stmt->foreach.array);
	if (stmt->foreach.slice.count)
		print_index(stream, &stmt->foreach.slice);
	if (stmt->foreach.has_sort_stat)
		fprintf(stream, " %s", stat_op_text(stmt->foreach.sort_stat));
	print_direction(stream, stmt, 0);
	if (stmt->foreach.limit) {
		fputs(" limit ", stream);
		print_expr(stream, stmt->foreach.limit);
	}
	putc(')', stream);
	print_body(stream, stmt->foreach.body, indent);
}

static void print_try(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	fputs("try", stream);
	print_body(stream, stmt->try_.body, indent);
	print_indent(stream, indent);
	fputs("catch", stream);
	if (stmt->try_.message) {
		fputs(" (", stream);
		print_expr(stream, stmt->try_.message);
		putc(')', stream);
	}
	print_body(stream, stmt->try_.handler, indent);
}

static void print_word(FILE *stream, const char *word, const struct expr *expr)
{
	fputs(word, stream);
	if (expr) {
		putc(' ', stream);
		print_expr(stream, expr);
	}
	fputs(";\n", stream);
}

static void print_embedded(FILE *stream, const char *text, size_t length)
{
	fputs("%{", stream);
	fwrite(text, 1, length, stream);
	fputs("%}\n", stream);
}

void print_stmt(FILE *stream, const struct stmt *stmt, unsigned indent)
{
	print_indent(stream, indent);
	switch (stmt->kind) {
	case STMT_EMPTY:
		fputs(";\n", stream);
		break;
	case STMT_EXPR:
		print_expr(stream, stmt->expr);
		fputs(";\n", stream);
		break;
	case STMT_BLOCK:
		fputs("{\n", stream);
		for (size_t i = 0; i < stmt->block.count; i++)
			print_stmt(stream, stmt->block.items[i], indent + 1);
		print_indent(stream, indent);
		fputs("}\n", stream);
		break;
	case STMT_IF:
		print_if(stream, stmt, indent);
		break;
	case STMT_WHILE:
		fputs("while (", stream);
		print_expr(stream, stmt->loop.condition);
		putc(')', stream);
		print_body(stream, stmt->loop.body, indent);
		break;
	case STMT_FOR:
		print_for(stream, stmt, indent);
		break;
	case STMT_FOREACH:
		print_foreach(stream, stmt, indent);
		break;
	case STMT_BREAK:
		print_word(stream, "break", NULL);
		break;
	case STMT_CONTINUE:
		print_word(stream, "continue", NULL);
		break;
	case STMT_RETURN:
		print_word(stream, "return", stmt->expr);
		break;
	case STMT_NEXT:
		print_word(stream, "next", NULL);
		break;
	case STMT_DELETE:
		print_word(stream, "delete", stmt->expr);
		break;
	case STMT_TRY:
		print_try(stream, stmt, indent);
		break;
	case STMT_EMBEDDED:
		print_embedded(stream, stmt->embedded.text, stmt->embedded.length);
		break;
	}
}

/* ---------------------------------------------------------------- probe points */

/* Addresses read better in hexadecimal. */
static void print_point_number(FILE *stream, int64_t number)
{
	fprintf(stream, number < -0xffff || number > UINT32_MAX ? "0x%" PRIx64 : "%" PRId64,
		number);
}

void print_point(FILE *stream, const struct point *point)
{
	for (size_t i = 0; i < point->component_count; i++) {
		const struct component *component = &point->components[i];

		fprintf(stream, "%s%s", i ? "." : "", component->name);
		if (!component->has_argument)
			continue;
		putc('(', stream);
		if (component->argument_is_string)
			print_quoted(stream, component->string, strlen(component->string));
		else
			print_point_number(stream, component->number);
		putc(')', stream);
	}
}

static void print_points(FILE *stream, const struct point_list *points)
{
	for (size_t i = 0; i < points->count; i++) {
		const struct point *point = points->items[i];

		fputs(i ? ", " : "", stream);
		print_point(stream, point);
		fputs(point->optional ? "?" : "", stream);
		fputs(point->sufficient ? "!" : "", stream);
		if (point->condition) {
			fputs(" if (", stream);
			print_expr(stream, point->condition);
			putc(')', stream);
		}
	}
}

/* ---------------------------------------------------------------- declarations */

static void print_global(FILE *stream, const struct variable *variable)
{
	fprintf(stream, "%s%s", variable->name, variable->wraps ? "%" : "");
	if (variable->max_entries)
		fprintf(stream, "[%" PRId64 "]", variable->max_entries);
	if (!variable->initial)
		return;
	fputs(" = ", stream);
	if (variable->initial->kind == EXPR_NUMBER)
		fprintf(stream, "%" PRId64, variable->initial->number);
	else
		print_expr(stream, variable->initial);
}

static void print_globals(FILE *stream, const struct variable_list *globals)
{
	for (size_t i = 0; i < globals->count; i++) {
		if (!i)
			fputs(globals->items[0]->is_private ? "private global " : "global ",
			      stream);
		else
			fputs(", ", stream);
		print_global(stream, globals->items[i]);
	}
	putc('\n', stream);
}

static void print_type(FILE *stream, enum value_type type)
{
	if (type == TYPE_LONG || type == TYPE_STRING)
		fprintf(stream, ":%s", value_type_text(type));
}

static void print_function(FILE *stream, const struct function *function)
{
	fprintf(stream, "%sfunction %s", function->is_private ? "private " : "", function->name);
	print_type(stream, function->return_type);
	putc('(', stream);
	for (size_t i = 0; i < function->parameters.count; i++) {
		fprintf(stream, "%s%s", i ? ", " : "", function->parameters.items[i]->name);
		print_type(stream, function->parameters.items[i]->type);
	}
	putc(')', stream);
	if (function->has_priority)
		fprintf(stream, ":%" PRId64, function->priority);
	print_body(stream, function->body, 0);
}

static void print_probe(FILE *stream, const struct probe_declaration *probe)
{
	fputs(probe->is_private ? "private probe " : "probe ", stream);
	print_points(stream, &probe->points);
	print_body(stream, probe->body, 0);
}

static void print_alias(FILE *stream, const struct alias_declaration *alias)
{
	fputs(alias->is_private ? "private probe " : "probe ", stream);
	print_point(stream, alias->name);
	fputs(alias->epilogue ? " += " : " = ", stream);
	print_points(stream, &alias->points);
	print_body(stream, alias->body, 0);
}

void print_script(FILE *stream, const struct script *script)
{
	for (size_t i = 0; i < script->declarations.count; i++) {
		const struct declaration *declaration = &script->declarations.items[i];

		switch (declaration->kind) {
		case DECLARE_GLOBAL:
			print_globals(stream, &declaration->globals);
			break;
		case DECLARE_FUNCTION:
			print_function(stream, declaration->function);
			break;
		case DECLARE_PROBE:
			print_probe(stream, declaration->probe);
			break;
		case DECLARE_ALIAS:
			print_alias(stream, declaration->alias);
			break;
		case DECLARE_EMBEDDED:
			print_embedded(stream, declaration->embedded->text,
				       declaration->embedded->length);
			break;
		}
	}
}
