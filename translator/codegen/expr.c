/* SPDX-License-Identifier: GPL-2.0-only */
/* Expressions: the general part, and those that are neither operators, calls nor aggregates. */
#include "codegen/generator.h"

#include "probes/family.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

/* ---------------------------------------------------------------- values */

const char *number_text(struct arena *arena, int64_t number)
{
	if (number == INT64_MIN)
		return "STAP_INT64_MIN";
	return arena_printf(arena, number < 0 ? "(%" PRId64 "LL)" : "%" PRId64 "LL", number);
}

struct value number_value(struct unit *u, int64_t number)
{
	return (struct value){ .text = number_text(u->g->arena, number), .is_constant = true };
}

struct value long_value(struct unit *u, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	struct value value = { .text = arena_vprintf(u->g->arena, format, arguments) };

	va_end(arguments);
	return value;
}

struct value long_now(struct unit *u, const char *format, ...)
{
	struct value value = { .text = new_temporary(u, TEMP_LONG), .is_constant = true };
	va_list arguments;

	va_start(arguments, format);
	emit(u, "%s = %s;", value.text, arena_vprintf(u->g->arena, format, arguments));
	va_end(arguments);
	return value;
}

struct value string_value(const char *text)
{
	return (struct value){ .text = text, .storage = STORAGE_FIXED };
}

struct value save_value(struct unit *u, enum value_type type, struct value value)
{
	if (value.is_constant)
		return value;
	if (type != TYPE_STRING)
		return long_now(u, "%s", value.text);
	if (value.storage == STORAGE_VARIABLE) {
		size_t size = value.root ? variable_string_size(u, value.root) : u->g->max_string;
		const char *copy = new_string(u, size);

		emit_copy_string(u, copy, size, value.text);
		value = string_value(copy);
	} else {
		const char *pointer = new_temporary(u, TEMP_STRING);

		emit(u, "%s = %s;", pointer, value.text);
		value.text = pointer;
	}
	value.is_constant = true;
	return value;
}

void generate_operands(struct unit *u, struct expr *const *exprs, size_t count,
		       struct value *values)
{
	size_t last_writer = 0;

	for (size_t i = 0; i < count; i++)
		if (exprs[i] && expr_writes(u->g, exprs[i]))
			last_writer = i;
	for (size_t i = 0; i < count; i++) {
		if (!exprs[i])
			continue;
		values[i] = generate(u, exprs[i]);
		if (i < last_writer)
			values[i] = save_value(u, exprs[i]->type, values[i]);
	}
}

const char *place_of(const struct unit *u, struct place place)
{
	return c_place(u->g->arena, place);
}

/* ---------------------------------------------------------------- kinds */

const char *generate_condition(struct unit *u, struct expr *expr)
{
	struct value value = generate(u, expr);

	check_error(u);
	return value.text;
}

static struct value generate_unary(struct unit *u, struct expr *expr)
{
	static const char operators[] = {
		[UNARY_MINUS] = '-', [UNARY_NOT] = '!', [UNARY_COMPLEMENT] = '~'
	};
	struct value operand = generate(u, expr->unary.operand);

	if (expr->unary.op == UNARY_PLUS)
		return operand;
	return long_value(u, "(%c%s)", operators[expr->unary.op], operand.text);
}

/* One branch of a conditional expression, to be evaluated when it is taken only. */
struct branch {
	struct value value;
	const char *code; /* NULL: none */
	bool error_pending;
};

static struct branch generate_branch(struct unit *u, struct expr *expr, bool error_pending)
{
	size_t mark = u->body.length;
	struct branch branch;

	u->error_pending = error_pending;
	branch.value = generate(u, expr);
	branch.error_pending = u->error_pending;
	branch.code = text_cut(&u->body, mark);
	return branch;
}

static void emit_branch(struct unit *u, const struct branch *branch, const char *result)
{
	if (branch->code)
		text_add_bytes(&u->body, branch->code, strlen(branch->code));
	emit(u, "%s = %s;", result, branch->value.text);
}

static struct value generate_conditional(struct unit *u, struct expr *expr)
{
	struct value condition = generate(u, expr->conditional.condition);
	bool pending = u->error_pending;
	struct branch yes = generate_branch(u, expr->conditional.yes, pending);
	struct branch no = generate_branch(u, expr->conditional.no, pending);
	struct value value = { .text = NULL };

	u->error_pending = yes.error_pending || no.error_pending;
	if (yes.value.storage == STORAGE_VARIABLE || no.value.storage == STORAGE_VARIABLE)
		value.storage = STORAGE_VARIABLE;
	if (!yes.code && !no.code) {
		value.text = arena_printf(u->g->arena, "(%s ? %s : %s)", condition.text,
					  yes.value.text, no.value.text);
		return value;
	}
	value.text = new_temporary(u, expr->type == TYPE_STRING ? TEMP_STRING : TEMP_LONG);
	emit(u, "if (%s) {", condition.text);
	emit_branch(u, &yes, value.text);
	emit(u, "} else {");
	emit_branch(u, &no, value.text);
	emit(u, "}");
	value.is_constant = value.storage == STORAGE_FIXED;
	return value;
}

/* A register that every hit of the probe has: read in line. */
static bool has_register_at_hand(const struct unit *u, const struct expr *expr)
{
	enum probe_registers space =
		expr->machine.kind == MACHINE_KREGISTER ? REGISTERS_KERNEL : REGISTERS_USER;

	return u->probe && u->probe->family->registers == space &&
	       expr->machine.argument->kind == EXPR_NUMBER;
}

/* A string in the target's memory. A pointer of the kernel's may be one to user space. */
static struct value generate_target_string(struct unit *u, struct expr *expr)
{
	size_t size = (size_t)expr->machine.size->number;
	struct value address = generate(u, expr->machine.argument);
	struct value text;

	if (size > u->g->max_string)
		size = u->g->max_string;
	address = save_value(u, TYPE_LONG, address);
	text = string_value(new_string(u, size));
	text.is_constant = true;
	if (expr->machine.kind == MACHINE_KSTRING)
		emit(u, "if (!stap_read_kernel_string(%s, (uint64_t)%s, %zu) &&", text.text,
		     address.text, size);
	else
		emit(u, "if (");
	emit(u, "    !stap_read_user_string(c, %s, (uint64_t)%s, %zu))", text.text, address.text,
	     size);
	emit(u, "\tstap_copy_string(%s, \"<unknown>\", %zu);", text.text, size);
	return text;
}

/* The bits of a bitfield out of the unit that was read. */
struct value generate_bits(struct unit *u, const struct expr *expr, const char *unit)
{
	unsigned left = 64 - expr->machine.bit_offset - expr->machine.bit_size;

	return long_now(u, "(int64_t)((%sint64_t)((uint64_t)%s << %u) >> %u)",
			expr->machine.is_signed ? "" : "u", unit, left,
			64 - expr->machine.bit_size);
}

static struct value generate_machine(struct unit *u, struct expr *expr)
{
	enum machine_kind kind = expr->machine.kind;
	struct expr *operands[] = { expr->machine.size, expr->machine.argument };
	struct value values[2];
	const char *place = place_of(u, expr->place), *cast = "(int64_t)";

	if (kind >= MACHINE_KSTRING)
		return generate_target_string(u, expr);
	if ((kind == MACHINE_KREGISTER || kind == MACHINE_UREGISTER) &&
	    has_register_at_hand(u, expr))
		return long_value(u, "(int64_t)stap_register(c->registers, %" PRId64 ")",
				  expr->machine.argument->number);
	generate_operands(u, operands, 2, values);
	may_fail(u);
	if (kind == MACHINE_KREGISTER || kind == MACHINE_UREGISTER)
		return long_now(u, "(int64_t)stap_%s_register(c, (unsigned)%s, %s)",
				kind == MACHINE_KREGISTER ? "kernel" : "user", values[1].text,
				place);
	if (kind == MACHINE_URETURN)
		return long_now(u, "(int64_t)stap_user_return(c, (uint64_t)%s, %s)", values[1].text,
				place);
	if (expr->machine.bit_size)
		return generate_bits(u, expr,
				     arena_printf(u->g->arena,
						  "stap_read_%s(c, (uint64_t)%s, (unsigned)%s, %s)",
						  kind == MACHINE_KDEREF ? "kernel" : "user",
						  values[1].text, values[0].text, place));
	if (expr->machine.is_signed && expr->machine.size->kind == EXPR_NUMBER)
		cast = arena_printf(u->g->arena, "(int64_t)(int%" PRId64 "_t)",
				    expr->machine.size->number * 8);
	return long_now(u, "%sstap_read_%s(c, (uint64_t)%s, (unsigned)%s, %s)", cast,
			kind == MACHINE_KDEREF ? "kernel" : "user", values[1].text, values[0].text,
			place);
}

static struct value generate_convert(struct unit *u, struct expr *expr)
{
	struct value operand = generate(u, expr->convert.operand);
	unsigned bits = expr->convert.size * 8;
	const char *text = operand.text;

	if (bits < 64)
		text = arena_printf(u->g->arena, "(int64_t)(%sint%u_t)%s",
				    expr->convert.is_signed ? "" : "u", bits, text);
	if (expr->convert.is_bool)
		return long_value(u, "(%s != 0)", text);
	return bits < 64 ? long_value(u, "(%s)", text) : operand;
}

/* C of the script's author or of the translator; it may call what raises errors. */
static struct value generate_code(struct unit *u, const struct expr *expr)
{
	const char *code = arena_strndup(u->g->arena, expr->string.text, expr->string.length);

	may_fail(u);
	if (expr->type != TYPE_STRING)
		return long_now(u, "(int64_t)(%s)", code);

	struct value value = string_value(new_temporary(u, TEMP_STRING));

	emit(u, "%s = (%s);", value.text, code);
	return value;
}

/* The name of an enumerator, or the number when it has none. */
static struct value generate_enum_name(struct unit *u, struct expr *expr)
{
	struct value number = save_value(u, TYPE_LONG, generate(u, expr->enumeration.operand));
	struct value name = string_value(new_temporary(u, TEMP_STRING));
	const char *digits = new_string(u, 32), *output = string_output(u);

	name.is_constant = true;
	emit(u, "switch (%s) {", number.text);
	for (size_t i = 0; i < expr->enumeration.count; i++) {
		const struct enum_name *names = expr->enumeration.names;
		bool is_new = true;

		for (size_t j = 0; j < i && is_new; j++)
			is_new = names[j].value != names[i].value;
		if (is_new)
			emit(u, "case %s: %s = \"%s\"; break;",
			     number_text(u->g->arena, names[i].value), name.text, names[i].name);
	}
	emit(u, "default:");
	emit(u, "%s = stap_string_begin(%s, 32);", output, digits);
	emit(u, "stap_put_long(c, &%s, %s);", output, number.text);
	emit(u, "stap_string_end(&%s);", output);
	emit(u, "%s = %s;", name.text, digits);
	emit(u, "}");
	return name;
}

/* What the entry part of a return probe kept: a number in one slot, a string in several. */
static struct value generate_saved(struct unit *u, const struct expr *expr)
{
	size_t word = saved_word(u, u->probe, expr->saved);

	if (expr->type != TYPE_STRING)
		return long_value(u, "c->saved[%zu]", word);
	return string_value(arena_printf(u->g->arena, "(const char *)&c->saved[%zu]", word));
}

static struct value unexpected(struct unit *u, const struct expr *expr)
{
	diagnose_error(&u->g->session->diagnostics, expr->place,
		       "this expression cannot be translated yet");
	return expr->type == TYPE_STRING ? string_value("\"\"") : number_value(u, 0);
}

struct value generate(struct unit *u, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		return number_value(u, expr->number);
	case EXPR_STRING:
		return (struct value){ .text = c_literal(u->g->arena, expr->string.text,
							 expr->string.length),
				       .is_constant = true };
	case EXPR_NAME:
		return variable_value(u, expr->name.variable);
	case EXPR_INDEX:
		return generate_index(u, expr);
	case EXPR_CALL:
		return generate_call(u, expr, true);
	case EXPR_UNARY:
		return generate_unary(u, expr);
	case EXPR_BINARY:
		return generate_binary(u, expr);
	case EXPR_CONDITIONAL:
		return generate_conditional(u, expr);
	case EXPR_ASSIGN:
		return generate_assign(u, expr, true);
	case EXPR_INCREMENT:
		return generate_increment(u, expr, true);
	case EXPR_IN:
		return generate_in(u, expr);
	case EXPR_REGEX:
		return generate_regex(u, expr);
	case EXPR_MACHINE:
		return generate_machine(u, expr);
	case EXPR_STAT:
		return generate_stat(u, expr);
	case EXPR_HIST:
		return generate_hist(u, expr);
	case EXPR_PRINT:
		return generate_print(u, expr);
	case EXPR_CONST:
	case EXPR_EMBEDDED:
	case EXPR_CODE:
		return generate_code(u, expr);
	case EXPR_CONVERT:
		return generate_convert(u, expr);
	case EXPR_SAVED:
		return generate_saved(u, expr);
	case EXPR_ENUM_NAME:
		return generate_enum_name(u, expr);
	default:
		return unexpected(u, expr);
	}
}

void generate_effects(struct unit *u, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_ASSIGN:
		generate_assign(u, expr, false);
		break;
	case EXPR_INCREMENT:
		generate_increment(u, expr, false);
		break;
	case EXPR_CALL:
		generate_call(u, expr, false);
		break;
	default:
		generate(u, expr);
	}
}
