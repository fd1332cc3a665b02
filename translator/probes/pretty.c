/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values as text: $x$, $x$$ and the lists $$vars, $$parms, $$locals, $$return. Each becomes one
 * sprintf whose format is put together here and whose arguments are the parts that it reads.
 */
#include "probes/lowering.h"

#include <string.h>

enum {
	LEAVES_MAX = 150,    /* values of one text; "..." stands for the rest */
	ELEMENTS_MAX = 32,   /* of one array */
	NESTING_MAX = 12,    /* structs in structs */
	STRING_MAX = 128,    /* bytes of a string behind a pointer, with its NUL */
	ENUMERATORS_MAX = 64 /* of an enum that is shown by name */
};

/* A text being put together. */
struct text {
	struct lowering *l;
	VEC(struct format_piece) pieces;
	struct expr_list arguments;
	VEC(char) pending;   /* constant text not in a piece yet */
	VEC(uint64_t) bases; /* virtual base classes of the struct that are shown already */
	bool deep;
	unsigned int leaves;
};

static struct arena *arena_of(const struct text *text)
{
	return text->l->resolve->arena;
}

static void add(struct text *text, const char *constant)
{
	for (; *constant; constant++)
		vec_push(arena_of(text), &text->pending, *constant);
}

/* What was added so far, and then the conversion of @piece; '\0' for none. */
static void end_piece(struct text *text, struct format_piece piece)
{
	piece.text = arena_strndup(arena_of(text), text->pending.items ? text->pending.items : "",
				   text->pending.count);
	piece.text_length = text->pending.count;
	text->pending.count = 0;
	vec_push(arena_of(text), &text->pieces, piece);
}

static void add_argument(struct text *text, char conversion, bool alternate, struct expr *argument)
{
	end_piece(text, (struct format_piece){ .conversion = conversion, .alternate = alternate });
	vec_push(arena_of(text), &text->arguments, argument);
	text->leaves++;
}

/* ---------------------------------------------------------------- leaves */

/* u8 is a number, and char is a character: the name that the source uses tells. */
static bool is_character(const struct type *type)
{
	const char *found;

	if (!type || type->kind != KIND_INTEGER || type->size != 1)
		return false;
	found = strstr(type->text, "char");
	return found && (found == type->text || found[-1] == ' ') &&
	       (found[4] == '\0' || found[4] == ' ');
}

static struct expr *string_at(struct text *text, struct expr *address, uint64_t size)
{
	struct expr *expr = lower_memory(text->l, address, 1, false);

	expr->type = TYPE_STRING;
	expr->machine.kind = text->l->is_user ? MACHINE_USTRING : MACHINE_KSTRING;
	expr->machine.size = lower_number(text->l, (int64_t)size);
	return expr;
}

static void add_string(struct text *text, struct expr *address, uint64_t size)
{
	add(text, "\"");
	add_argument(text, 's', true, string_at(text, address, size));
	add(text, "\"");
}

static void add_enum(struct text *text, struct expr *number, const struct type *type)
{
	const struct type_enumerator *enumerators;
	size_t count = type_enumerators(type, &enumerators);

	if (!count || count > ENUMERATORS_MAX) {
		add_argument(text, type->is_signed ? 'd' : 'u', false, number);
		return;
	}
	struct expr *expr = arena_new_object(arena_of(text), struct expr);
	struct enum_name *names = arena_alloc(arena_of(text), count * sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = (struct enum_name){ enumerators[i].name, enumerators[i].value };
	expr->kind = EXPR_ENUM_NAME;
	expr->type = TYPE_STRING;
	expr->place = text->l->place;
	expr->enumeration.operand = number;
	expr->enumeration.names = names;
	expr->enumeration.count = count;
	add_argument(text, 's', false, expr);
}

static bool add_number(struct text *text, const struct target_value *value)
{
	const struct type *type = value->type;
	struct expr *number = lower_read(text->l, value);

	if (!number)
		return false;
	if (type->kind == KIND_POINTER) {
		if (is_character(type_target(type)) && !type->is_reference)
			add_string(text, number, STRING_MAX);
		else
			add_argument(text, 'p', false, number);
	} else if (type->kind == KIND_ENUM) {
		add_enum(text, number, type);
	} else if (is_character(type) && !value->bit_size) {
		add(text, "'");
		add_argument(text, 'c', true, number);
		add(text, "'");
	} else if (type->kind == KIND_FLOAT) {
		add_argument(text, 'x', true, number);
	} else {
		add_argument(text, type->is_signed || type->kind == KIND_BOOL ? 'd' : 'u', false,
			     number);
	}
	return true;
}

/* ---------------------------------------------------------------- structs and arrays */

static bool add_value(struct text *text, const struct target_value *value, int depth);

/* Whether it is a virtual base class that another base class has shown already. */
static bool is_shown_base(struct text *text, const struct type_member *member)
{
	if (!member->base)
		return false;
	for (size_t i = 0; i < text->bases.count; i++)
		if (text->bases.items[i] == member->type->id)
			return true;
	vec_push(arena_of(text), &text->bases, member->type->id);
	return false;
}

/* The members of a struct; those of anonymous ones and base classes as if they were its own. */
static bool add_members(struct text *text, const struct target_value *value, int depth,
			const char **separator)
{
	const struct type_member *members;
	size_t count = type_members(value->type, &members);

	for (size_t i = 0; i < count; i++) {
		struct target_value member = *value;

		if (is_shown_base(text, &members[i]))
			continue;
		if (!lower_step(text->l, &member, &members[i], text->l->place))
			return false;
		if (!members[i].name && (members[i].bit_size || depth > NESTING_MAX))
			continue; /* padding */
		if (text->leaves >= LEAVES_MAX) {
			add(text, *separator);
			add(text, "...");
			return true;
		}
		if (!members[i].name) {
			if (!add_members(text, &member, depth + 1, separator))
				return false;
			continue;
		}
		add(text, *separator);
		add(text, ".");
		add(text, members[i].name);
		add(text, "=");
		*separator = ", ";
		if (!add_value(text, &member, depth + 1))
			return false;
	}
	return true;
}

static bool add_struct(struct text *text, const struct target_value *value, int depth)
{
	const char *separator = "";
	size_t outer_bases = text->bases.count;

	if ((depth && !text->deep) || depth > NESTING_MAX) {
		add(text, "{...}");
		return true;
	}
	add(text, "{");
	bool done = add_members(text, value, depth, &separator);

	text->bases.count = outer_bases;
	add(text, "}");
	return done;
}

static bool add_array(struct text *text, const struct target_value *value, int depth)
{
	const struct type *element = type_target(value->type);
	uint64_t length = type_length(value->type);

	if (is_character(element) && value->address) {
		struct expr *address = lower_binary(text->l, BINARY_ADD, value->address,
						    lower_number(text->l, value->bit_offset / 8));

		add_string(text, address, length && length < STRING_MAX ? length + 1 : STRING_MAX);
		return true;
	}
	if ((depth && !text->deep) || depth > NESTING_MAX || !element || !element->size) {
		add(text, "[...]");
		return true;
	}
	add(text, "[");
	for (uint64_t i = 0; i < length; i++) {
		struct target_value item = *value;

		if (i)
			add(text, ", ");
		if (i == ELEMENTS_MAX || text->leaves >= LEAVES_MAX) {
			add(text, "...");
			break;
		}
		item.type = element;
		item.bit_offset += (unsigned int)(8 * i * element->size);
		if (!add_value(text, &item, depth + 1))
			return false;
	}
	add(text, "]");
	return true;
}

static bool add_value(struct text *text, const struct target_value *value, int depth)
{
	const struct type *type = value->type;

	switch (type->kind) {
	case KIND_STRUCT:
	case KIND_UNION:
		return add_struct(text, value, depth);
	case KIND_ARRAY:
		return add_array(text, value, depth);
	default:
		if (!type_is_scalar(type) &&
		    (type->kind != KIND_FLOAT || (type->size != 4 && type->size != 8))) {
			add(text, "?");
			return true;
		}
		return add_number(text, value);
	}
}

/* A pointer to a struct shows the struct. */
static bool add_root(struct text *text, const struct target_value *value)
{
	const struct type *target =
		value->type->kind == KIND_POINTER ? type_target(value->type) : NULL;
	const struct type_member *members;

	if (!target || !type_members(target, &members))
		return add_value(text, value, 0);
	struct target_value whole = { .type = target, .address = lower_read(text->l, value) };

	return whole.address && add_value(text, &whole, 0);
}

/* ---------------------------------------------------------------- the texts */

/* The sprintf that a text has become; @unreadable stands for it when something cannot be read. */
static struct expr text_expr(struct text *text, const char *unreadable)
{
	end_piece(text, (struct format_piece){ 0 });
	return (struct expr){
		.kind = EXPR_PRINT,
		.type = TYPE_STRING,
		.place = text->l->place,
		.print = {
			.kind = PRINT_FORMAT,
			.to_string = true,
			.pieces = text->pieces.items,
			.piece_count = text->pieces.count,
			.arguments = text->arguments,
			.unreadable = unreadable,
		},
	};
}

bool lower_pretty(struct lowering *l, const struct target_value *value, bool deep,
		  struct expr *target)
{
	struct text text = { .l = l, .deep = deep };

	if (target->target.address_of) {
		l->failed = true;
		return resolve_fail(l->resolve, target->place, "leave out the & or the $",
				    "the text of '%s' has no address", l->name);
	}
	if (!add_root(&text, value))
		return false;
	*target = text_expr(&text, "ERROR");
	return true;
}

/* In a plain list everything is a number in hexadecimal. */
static bool add_plain(struct text *text, const struct target_value *value)
{
	struct expr *number;

	if (value->type->kind == KIND_STRUCT || value->type->kind == KIND_UNION) {
		add(text, "{...}");
		return true;
	}
	if (value->type->kind == KIND_ARRAY) {
		add(text, "[...]");
		return true;
	}
	if (!type_is_scalar(value->type)) {
		add(text, "?");
		return true;
	}
	number = lower_read(text->l, value);
	if (number)
		add_argument(text, 'x', true, number);
	return number != NULL;
}

static bool can_fail(const struct expr *expr)
{
	if (expr->kind == EXPR_CONVERT)
		expr = expr->convert.operand;
	return expr->kind != EXPR_NUMBER &&
	       (expr->kind != EXPR_MACHINE || expr->machine.kind < MACHINE_KREGISTER ||
		expr->machine.kind > MACHINE_UREGISTER);
}

/* One value of a list: if it cannot be read, the others are shown all the same. */
static bool add_listed(struct text *text, const struct target_value *listed, bool pretty)
{
	struct text own = { .l = text->l, .deep = text->deep };
	struct target_value value = *listed;
	bool fails = false;

	if (!lower_reference(text->l, &value) ||
	    (pretty ? !add_root(&own, &value) : !add_plain(&own, &value)))
		return false;
	for (size_t i = 0; i < own.arguments.count; i++)
		fails |= can_fail(own.arguments.items[i]);
	struct expr *expr = arena_new_object(arena_of(text), struct expr);

	*expr = text_expr(&own, "?");
	if (fails) {
		add_argument(text, 's', false, expr);
		return true;
	}
	for (size_t i = 0, argument = 0; i < own.pieces.count; i++) {
		add(text, own.pieces.items[i].text);
		if (own.pieces.items[i].conversion)
			add_argument(text, own.pieces.items[i].conversion,
				     own.pieces.items[i].alternate,
				     own.arguments.items[argument++]);
	}
	return true;
}

bool lower_list(struct lowering *l, const struct listed_value *values, size_t count,
		struct expr *target)
{
	const struct access *pretty =
		target->target.access_count ? &target->target.accesses[0] : NULL;
	struct text text = { .l = l, .deep = pretty && pretty->kind == ACCESS_PRETTY_DEEP };

	if (target->target.access_count > 1 || (pretty && pretty->kind < ACCESS_PRETTY) ||
	    target->target.address_of) {
		l->failed = true;
		return resolve_fail(l->resolve, target->place, NULL,
				    "'%s' is a text: it has no members and no address", l->name);
	}
	for (size_t i = 0; i < count; i++) {
		add(&text, i ? " " : "");
		add(&text, values[i].name);
		add(&text, "=");
		if (!values[i].is_available)
			add(&text, "?");
		else if (!add_listed(&text, &values[i].value, pretty))
			return false;
	}
	*target = text_expr(&text, NULL);
	return true;
}
