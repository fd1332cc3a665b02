/* SPDX-License-Identifier: GPL-2.0-only */
/* Expressions as source, with parentheses only where the tree needs them. */
#include "script/precedence.h"
#include "script/print.h"

#include <inttypes.h>
#include <string.h>

static void print_at(FILE *stream, const struct expr *expr, enum precedence lowest);

void print_escaped(FILE *stream, const char *text, size_t length)
{
	static const char special[] = "\a\b\f\n\r\t\v\"\\", letters[] = "abfnrtv\"\\";

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		const char *found = c ? strchr(special, c) : NULL;

		if (found)
			fprintf(stream, "\\%c", letters[found - special]);
		else if (c < ' ' || c == 0x7f)
			fprintf(stream, "\\%03o", c);
		else
			putc(c, stream);
	}
}

void print_quoted(FILE *stream, const char *text, size_t length)
{
	putc('"', stream);
	print_escaped(stream, text, length);
	putc('"', stream);
}

static void print_text(FILE *stream, const char *text)
{
	print_quoted(stream, text, strlen(text));
}

static void print_list(FILE *stream, const struct expr_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			fputs(", ", stream);
		if (list->items[i])
			print_expr(stream, list->items[i]);
		else
			putc('*', stream);
	}
}

void print_index(FILE *stream, const struct expr_list *keys)
{
	putc('[', stream);
	print_list(stream, keys);
	putc(']', stream);
}

/* ---------------------------------------------------------------- targets */

static void print_parenthesised(FILE *stream, const struct expr *expr)
{
	putc('(', stream);
	print_expr(stream, expr);
	putc(')', stream);
}

/* What is before -> or [ when no @cast is written. */
static void print_base(FILE *stream, const struct expr *target)
{
	const struct expr *pointer = target->target.pointer;
	bool indexed =
		target->target.access_count && target->target.accesses[0].kind == ACCESS_INDEX;

	if (pointer->kind == EXPR_CALL || pointer->kind == EXPR_INDEX ||
	    (pointer->kind == EXPR_NAME && !indexed))
		print_expr(stream, pointer);
	else
		print_parenthesised(stream, pointer);
}

static void print_module(FILE *stream, const char *module)
{
	if (module) {
		fputs(", ", stream);
		print_text(stream, module);
	}
	putc(')', stream);
}

static void print_target(FILE *stream, const struct expr *expr)
{
	if (expr->target.address_of)
		putc('&', stream);
	if (expr->target.kind == TARGET_CONTEXT) {
		fputs(expr->target.name, stream);
	} else if (expr->target.kind == TARGET_VAR || expr->target.kind == TARGET_ENUM) {
		fputs(expr->target.kind == TARGET_VAR ? "@var(" : "@enum(", stream);
		print_text(stream, expr->target.name);
		print_module(stream, expr->target.module);
	} else if (!expr->target.type_name) {
		print_base(stream, expr);
	} else {
		fputs("@cast(", stream);
		print_expr(stream, expr->target.pointer);
		fputs(", ", stream);
		print_text(stream, expr->target.type_name);
		print_module(stream, expr->target.module);
	}
	for (size_t i = 0; i < expr->target.access_count; i++) {
		const struct access *access = &expr->target.accesses[i];

		if (access->kind == ACCESS_MEMBER) {
			fprintf(stream, "->%s", access->member);
		} else if (access->kind == ACCESS_INDEX) {
			putc('[', stream);
			print_expr(stream, access->index);
			putc(']', stream);
		} else {
			fputs(access->kind == ACCESS_PRETTY ? "$" : "$$", stream);
		}
	}
}

/* ---------------------------------------------------------------- operations */

const char *stat_op_text(enum stat_op op)
{
	static const char *const text[] = {
		[STAT_COUNT] = "@count", [STAT_SUM] = "@sum", [STAT_MIN] = "@min",
		[STAT_MAX] = "@max",	 [STAT_AVG] = "@avg", [STAT_VARIANCE] = "@variance",
	};

	return text[op];
}

static void print_histogram(FILE *stream, const struct expr *expr)
{
	fputs(expr->hist.kind == HIST_LOG ? "@hist_log(" : "@hist_linear(", stream);
	print_expr(stream, expr->hist.stat);
	if (expr->hist.kind == HIST_LINEAR)
		fprintf(stream, ", %" PRId64 ", %" PRId64 ", %" PRId64, expr->hist.low,
			expr->hist.high, expr->hist.step);
	putc(')', stream);
	if (expr->hist.bucket) {
		putc('[', stream);
		print_expr(stream, expr->hist.bucket);
		putc(']', stream);
	}
}

static void print_machine(FILE *stream, const struct expr *expr)
{
	static const char *const text[] = {
		[MACHINE_KDEREF] = "@kderef",	    [MACHINE_UDEREF] = "@uderef",
		[MACHINE_KREGISTER] = "@kregister", [MACHINE_UREGISTER] = "@uregister",
		[MACHINE_URETURN] = "@ureturn",	    [MACHINE_KSTRING] = "@kstring",
		[MACHINE_USTRING] = "@ustring",
	};

	fprintf(stream, "%s(", text[expr->machine.kind]);
	if (expr->machine.size) {
		print_expr(stream, expr->machine.size);
		fputs(", ", stream);
	}
	print_expr(stream, expr->machine.argument);
	putc(')', stream);
}

static void print_piece(FILE *stream, const struct format_piece *piece)
{
	for (size_t i = 0; i < piece->text_length; i++) {
		if (piece->text[i] == '%')
			putc('%', stream);
		print_escaped(stream, piece->text + i, 1);
	}
	if (!piece->conversion)
		return;
	fprintf(stream, "%%%s%s%s%s%s", piece->minus ? "-" : "", piece->plus ? "+" : "",
		piece->space ? " " : "", piece->alternate ? "#" : "", piece->zero ? "0" : "");
	if (piece->width_argument)
		putc('*', stream);
	else if (piece->has_width)
		fprintf(stream, "%u", piece->width);
	if (piece->precision_argument)
		fputs(".*", stream);
	else if (piece->has_precision)
		fprintf(stream, ".%u", piece->precision);
	putc(piece->conversion, stream);
}

static void print_print(FILE *stream, const struct expr *expr)
{
	static const char *const text[] = {
		[PRINT_PLAIN] = "print",      [PRINT_LINE] = "println",
		[PRINT_DELIMITED] = "printd", [PRINT_DELIMITED_LINE] = "printdln",
		[PRINT_FORMAT] = "printf",    [PRINT_CHAR] = "print_char",
	};
	bool first = true;

	fprintf(stream, "%s%s(", expr->print.to_string ? "s" : "", text[expr->print.kind]);
	if (expr->print.kind == PRINT_FORMAT) {
		putc('"', stream);
		for (size_t i = 0; i < expr->print.piece_count; i++)
			print_piece(stream, &expr->print.pieces[i]);
		putc('"', stream);
		first = false;
	} else if (expr->print.delimiter) {
		print_text(stream, expr->print.delimiter);
		first = false;
	}
	if (!first && expr->print.arguments.count)
		fputs(", ", stream);
	print_list(stream, &expr->print.arguments);
	putc(')', stream);
}

/* ---------------------------------------------------------------- operators */

/* Would the two characters run together into another operator? */
static bool joins(char op, const struct expr *operand)
{
	static const char text[] = {
		[UNARY_MINUS] = '-', [UNARY_PLUS] = '+', [UNARY_NOT] = '!', [UNARY_COMPLEMENT] = '~'
	};
	char first = '\0';

	if (operand->kind == EXPR_UNARY)
		first = text[operand->unary.op];
	else if (operand->kind == EXPR_INCREMENT && operand->increment.prefix)
		first = operand->increment.delta > 0 ? '+' : '-';
	return (op == first && op != '!' && op != '~') || (op == '!' && first == '~');
}

static void print_unary(FILE *stream, const struct expr *expr)
{
	static const char text[] = {
		[UNARY_MINUS] = '-', [UNARY_PLUS] = '+', [UNARY_NOT] = '!', [UNARY_COMPLEMENT] = '~'
	};
	char op = text[expr->unary.op];

	putc(op, stream);
	if (joins(op, expr->unary.operand))
		putc(' ', stream);
	print_at(stream, expr->unary.operand, PRECEDENCE_UNARY);
}

static void print_increment(FILE *stream, const struct expr *expr)
{
	const char *op = expr->increment.delta > 0 ? "++" : "--";

	if (expr->increment.prefix)
		fputs(op, stream);
	print_at(stream, expr->increment.target, PRECEDENCE_VALUE);
	if (!expr->increment.prefix)
		fputs(op, stream);
}

static void print_binary(FILE *stream, const struct expr *expr)
{
	enum precedence level = precedence_of(expr->binary.op);

	print_at(stream, expr->binary.left, level);
	fprintf(stream, " %s ", binary_op_text(expr->binary.op));
	print_at(stream, expr->binary.right, level + 1);
}

static void print_assignment(FILE *stream, const struct expr *expr)
{
	bool aggregate = expr->assign.op == BINARY_AGGREGATE;

	print_at(stream, expr->assign.target, PRECEDENCE_CONDITIONAL);
	fprintf(stream, " %s%s ", binary_op_text(expr->assign.op), aggregate ? "" : "=");
	print_at(stream, expr->assign.value, PRECEDENCE_ASSIGNMENT);
}

static void print_conditional(FILE *stream, const struct expr *expr)
{
	print_at(stream, expr->conditional.condition, PRECEDENCE_LOGICAL_OR);
	fputs(" ? ", stream);
	print_expr(stream, expr->conditional.yes);
	fputs(" : ", stream);
	print_at(stream, expr->conditional.no, PRECEDENCE_CONDITIONAL);
}

static enum precedence level_of(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_ASSIGN:
		return PRECEDENCE_ASSIGNMENT;
	case EXPR_CONDITIONAL:
		return PRECEDENCE_CONDITIONAL;
	case EXPR_BINARY:
		return precedence_of(expr->binary.op);
	case EXPR_IN:
		return PRECEDENCE_IN;
	case EXPR_REGEX:
		return PRECEDENCE_COMPARISON;
	case EXPR_UNARY:
		return PRECEDENCE_UNARY;
	case EXPR_INCREMENT:
		return expr->increment.prefix ? PRECEDENCE_UNARY : PRECEDENCE_POSTFIX;
	case EXPR_TARGET:
		return expr->target.address_of ? PRECEDENCE_UNARY : PRECEDENCE_VALUE;
	default:
		return PRECEDENCE_VALUE;
	}
}

static void print_at(FILE *stream, const struct expr *expr, enum precedence lowest)
{
	if (level_of(expr) < lowest)
		print_parenthesised(stream, expr);
	else
		print_expr(stream, expr);
}

/* ---------------------------------------------------------------- all kinds */

static void print_number(FILE *stream, int64_t number)
{
	/* A - would be an operator. */
	fprintf(stream, number < 0 ? "0x%" PRIx64 : "%" PRId64, number);
}

static void print_operand(FILE *stream, const char *before, const struct expr *operand)
{
	fputs(before, stream);
	print_expr(stream, operand);
	putc(')', stream);
}

static void print_quoted_operand(FILE *stream, const char *before, const struct expr *expr)
{
	fputs(before, stream);
	print_quoted(stream, expr->string.text, expr->string.length);
	putc(')', stream);
}

static void print_c(FILE *stream, const struct expr *expr)
{
	fputs("%{", stream);
	fwrite(expr->string.text, 1, expr->string.length, stream);
	fputs("%}", stream);
}

void print_expr(FILE *stream, const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		print_number(stream, expr->number);
		break;
	case EXPR_STRING:
		print_quoted(stream, expr->string.text, expr->string.length);
		break;
	case EXPR_NAME:
		fputs(expr->name.text, stream);
		break;
	case EXPR_INDEX:
		fputs(expr->index.text, stream);
		print_index(stream, &expr->index.keys);
		break;
	case EXPR_CALL:
		fprintf(stream, "%s(", expr->call.text);
		print_list(stream, &expr->call.arguments);
		putc(')', stream);
		break;
	case EXPR_UNARY:
		print_unary(stream, expr);
		break;
	case EXPR_BINARY:
		print_binary(stream, expr);
		break;
	case EXPR_CONDITIONAL:
		print_conditional(stream, expr);
		break;
	case EXPR_ASSIGN:
		print_assignment(stream, expr);
		break;
	case EXPR_INCREMENT:
		print_increment(stream, expr);
		break;
	case EXPR_IN:
		print_index(stream, &expr->in.keys);
		fputs(" in ", stream);
		print_expr(stream, expr->in.array);
		break;
	case EXPR_REGEX:
		print_at(stream, expr->regex.subject, PRECEDENCE_SHIFT);
		fputs(expr->regex.negated ? " !~ " : " =~ ", stream);
		print_text(stream, expr->regex.pattern);
		break;
	case EXPR_TARGET:
		print_target(stream, expr);
		break;
	case EXPR_DEFINED:
		print_operand(stream, "@defined(", expr->operand);
		break;
	case EXPR_ENTRY:
		print_operand(stream, "@entry(", expr->operand);
		break;
	case EXPR_PERF:
		print_quoted_operand(stream, "@perf(", expr);
		break;
	case EXPR_CONST:
		print_quoted_operand(stream, "@const(", expr);
		break;
	case EXPR_MACHINE:
		print_machine(stream, expr);
		break;
	case EXPR_STAT:
		fprintf(stream, "%s(", stat_op_text(expr->stat.op));
		print_expr(stream, expr->stat.stat);
		if (expr->stat.shift)
			fprintf(stream, ", %" PRId64, expr->stat.shift->number);
		putc(')', stream);
		break;
	case EXPR_HIST:
		print_histogram(stream, expr);
		break;
	case EXPR_PRINT:
		print_print(stream, expr);
		break;
	case EXPR_EMBEDDED:
	case EXPR_CODE:
		print_c(stream, expr);
		break;
	case EXPR_CONVERT:
		fprintf(stream, "(%s%u)", expr->convert.is_signed ? "s" : "u",
			expr->convert.size * 8);
		print_at(stream, expr->convert.operand, PRECEDENCE_UNARY);
		break;
	case EXPR_SAVED:
		fprintf(stream, "@entry(%u)", expr->saved);
		break;
	case EXPR_ENUM_NAME:
		print_operand(stream, "@enum_name(", expr->enumeration.operand);
		break;
	}
}
