/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print, printf and their kin become a row of calls, one per piece, into the output of the handler
 * or into a string (sprint…). All arguments are evaluated before the first piece is written.
 * Constant text is collected and written in one call.
 */
#include "codegen/generator.h"

#include <string.h>

struct printer {
	struct unit *u;
	const char *output;
	struct text pending; /* constant text not written yet */
};

void emit_put_text(struct unit *u, const char *output, const char *bytes, size_t length)
{
	if (length)
		emit(u, "stap_put_text(c, &%s, %s, %zu);", output,
		     c_literal(u->g->arena, bytes, length), length);
}

void emit_put_string(struct unit *u, const char *output, struct value value)
{
	emit(u, "stap_put_string(c, &%s, %s);", output, value.text);
}

static void flush(struct printer *p)
{
	emit_put_text(p->u, p->output, p->pending.bytes, p->pending.length);
	p->pending.length = 0;
}

static void put_constant(struct printer *p, const char *bytes, size_t length)
{
	text_add_bytes(&p->pending, bytes, length);
}

/* ---------------------------------------------------------------- arguments */

/* An argument as it is evaluated: a histogram has no value but a statistic to be shown. */
struct argument {
	struct expr *expr;
	struct value value;
	const char *stat, *stat_type;
};

static bool is_whole_hist(const struct expr *expr)
{
	return expr->kind == EXPR_HIST && !expr->hist.bucket;
}

static struct argument *generate_arguments(struct unit *u, const struct expr_list *list)
{
	struct arena *arena = u->g->arena;
	struct argument *arguments = arena_alloc(arena, list->count * sizeof(*arguments));
	struct expr **plain = arena_alloc(arena, list->count * sizeof(*plain));
	struct value *values = arena_alloc(arena, list->count * sizeof(*values));

	for (size_t i = 0; i < list->count; i++)
		plain[i] = is_whole_hist(list->items[i]) ? NULL : list->items[i];
	generate_operands(u, plain, list->count, values);
	for (size_t i = 0; i < list->count; i++) {
		arguments[i].expr = list->items[i];
		arguments[i].value = values[i];
		if (!plain[i])
			arguments[i].stat = generate_stat_read(u, list->items[i]->hist.stat,
							       &arguments[i].stat_type);
	}
	return arguments;
}

static void put_argument(struct printer *p, const struct argument *argument)
{
	struct unit *u = p->u;

	if (argument->expr->kind == EXPR_STRING) {
		put_constant(p, argument->expr->string.text, argument->expr->string.length);
		return;
	}
	flush(p);
	if (argument->stat) {
		emit(u, "stap_put_hist(c, &%s, %s, %s, %s);", p->output, argument->stat,
		     argument->stat_type, place_of(u, argument->expr->place));
		may_fail(u);
	} else if (argument->expr->type == TYPE_STRING) {
		emit_put_string(u, p->output, argument->value);
	} else {
		emit(u, "stap_put_long(c, &%s, %s);", p->output, argument->value.text);
	}
}

/* ---------------------------------------------------------------- printf */

static bool is_plain(const struct format_piece *piece)
{
	return !piece->minus && !piece->plus && !piece->space && !piece->zero &&
	       !piece->alternate && !piece->has_width && !piece->has_precision &&
	       !piece->width_argument && !piece->precision_argument;
}

/* A number that is not constant is used twice below. */
static const char *saved_number(struct unit *u, const struct argument *argument)
{
	return save_value(u, TYPE_LONG, argument->value).text;
}

/* Returns the C text of the struct stap_format of @piece; *@next is the argument for a `*`. */
static const char *format_text(struct unit *u, const struct format_piece *piece,
			       const struct argument **next)
{
	struct text text = { .arena = u->g->arena };
	const char *width = NULL;

	text_add(&text, "(struct stap_format){ .conversion = '%c'", piece->conversion);
	if (piece->width_argument)
		width = saved_number(u, (*next)++);
	if (width) /* a negative one asks for the left side, as in C */
		text_add(&text, ", .minus = %d | (%s < 0), .width = stap_format_size(%s)",
			 piece->minus, width, width);
	else if (piece->minus)
		text_add(&text, ", .minus = true");
	if (piece->plus)
		text_add(&text, ", .plus = true");
	if (piece->space)
		text_add(&text, ", .space = true");
	if (piece->zero)
		text_add(&text, ", .zero = true");
	if (piece->alternate)
		text_add(&text, ", .alternate = true");
	if (!width && piece->has_width)
		text_add(&text, ", .width = %u", piece->width > 32767 ? 32767 : piece->width);
	if (piece->precision_argument) {
		const char *precision = saved_number(u, (*next)++);

		text_add(&text, ", .precision = %s < 0 ? -1 : stap_format_size(%s) }", precision,
			 precision);
	} else if (piece->has_precision) {
		text_add(&text, ", .precision = %u }",
			 piece->precision > 32767 ? 32767 : piece->precision);
	} else {
		text_add(&text, ", .precision = -1 }");
	}
	return text.bytes;
}

static void put_formatted(struct printer *p, const struct format_piece *piece,
			  const struct argument **next)
{
	struct unit *u = p->u;
	const char *format = format_text(u, piece, next);
	const struct argument *argument = (*next)++;
	const char *value = argument->value.text;

	flush(p);
	if (piece->conversion == 's')
		emit(u, "stap_put_padded(c, &%s, %s, %s);", p->output, value, format);
	else if (piece->conversion == 'm' || piece->conversion == 'M') {
		emit(u, "stap_put_memory(c, &%s, (uint64_t)%s, %s, %s);", p->output, value, format,
		     place_of(u, argument->expr->place));
		may_fail(u);
	} else {
		emit(u, "stap_put_number(c, &%s, %s, %s);", p->output, value, format);
	}
}

static void put_piece(struct printer *p, const struct format_piece *piece,
		      const struct argument **next)
{
	char conversion = piece->conversion;

	put_constant(p, piece->text, piece->text_length);
	if (!conversion)
		return;
	if (is_plain(piece) && strchr("dis", conversion)) {
		put_argument(p, (*next)++);
	} else if (is_plain(piece) && conversion == 'c') {
		flush(p);
		emit(p->u, "stap_put_char(c, &%s, %s);", p->output, (*next)++->value.text);
	} else {
		put_formatted(p, piece, next);
	}
}

/* ---------------------------------------------------------------- all of them */

static void put_all(struct printer *p, const struct expr *expr, const struct argument *arguments)
{
	enum print_kind kind = expr->print.kind;
	const char *delimiter = expr->print.delimiter;

	if (kind == PRINT_FORMAT) {
		for (size_t i = 0; i < expr->print.piece_count; i++)
			put_piece(p, &expr->print.pieces[i], &arguments);
	} else if (kind == PRINT_CHAR) {
		emit(p->u, "stap_put_char(c, &%s, %s);", p->output, arguments[0].value.text);
	} else {
		for (size_t i = 0; i < expr->print.arguments.count; i++) {
			if (i && delimiter)
				put_constant(p, delimiter, strlen(delimiter));
			put_argument(p, &arguments[i]);
		}
	}
	if (kind == PRINT_LINE || kind == PRINT_DELIMITED_LINE)
		put_constant(p, "\n", 1);
	flush(p);
}

struct value generate_print(struct unit *u, struct expr *expr)
{
	struct printer printer = { .u = u, .pending = { .arena = u->g->arena } };

	if (expr->print.unreadable)
		check_error(u);
	struct argument *arguments = generate_arguments(u, &expr->print.arguments);

	if (!expr->print.to_string) {
		check_error(u);
		printer.output = "c->out";
		put_all(&printer, expr, arguments);
		return number_value(u, 0);
	}

	size_t size = expr_string_size(u, expr);
	struct value text = string_value(new_string(u, size));

	text.is_constant = true;
	printer.output = string_output(u);
	emit(u, "%s = stap_string_begin(%s, %zu);", printer.output, text.text, size);
	put_all(&printer, expr, arguments);
	emit(u, "stap_string_end(&%s);", printer.output);
	if (expr->print.unreadable) {
		emit(u, "if (c->error && stap_catch(c, NULL, 0)) {");
		emit_copy_string(u, text.text, size,
				 c_literal(u->g->arena, expr->print.unreadable,
					   strlen(expr->print.unreadable)));
		emit(u, "}");
	}
	return text;
}
