/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parsing operands of the assembler.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/usdt_arguments.h"

/* ---------------------------------------------------------------- registers */

/* Register names of each width, in the order of DWARF's numbers (System V ABI AMD64 §3.6.2). */
static const char *const names_8[] = { "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp" };
static const char *const names_4[] = { "eax", "edx", "ecx", "ebx", "esi", "edi", "ebp", "esp" };
static const char *const names_2[] = { "ax", "dx", "cx", "bx", "si", "di", "bp", "sp" };
static const char *const names_1[] = { "al", "dl", "cl", "bl", "sil", "dil", "bpl", "spl" };
static const char *const names_second[] = { "ah", "dh", "ch", "bh" };

struct register_name {
	int number; /* DWARF's */
	unsigned int width;
	bool is_second_byte;
};

/* The number in @names of the first @length bytes of @name, or USDT_NO_REGISTER. */
static int number_in(const char *const *names, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == length && !memcmp(names[i], name, length))
			return (int)i;
	return USDT_NO_REGISTER;
}

/* r8 … r15, with d, w or b (also l) behind it. */
static bool numbered_register(const char *name, size_t length, struct register_name *found)
{
	size_t digits = 0;
	int number = 0;

	if (length < 2 || name[0] != 'r')
		return false;
	for (; 1 + digits < length && isdigit((unsigned char)name[1 + digits]) && digits < 2;
	     digits++)
		number = number * 10 + name[1 + digits] - '0';
	if (number < 8 || number > 15)
		return false;
	found->number = number;
	found->width = 8;
	if (1 + digits == length)
		return true;
	found->width = name[length - 1] == 'd' ? 4 : name[length - 1] == 'w' ? 2 : 1;
	return 2 + digits == length && strchr("dwbl", name[length - 1]);
}

static bool find_register(const char *name, size_t length, struct register_name *found)
{
	static const struct {
		const char *const *names;
		size_t count;
		unsigned int width;
		bool is_second_byte;
	} lists[] = {
		{ names_8, 8, 8, false }, { names_4, 8, 4, false },	{ names_2, 8, 2, false },
		{ names_1, 8, 1, false }, { names_second, 4, 1, true },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		int number = number_in(lists[i].names, lists[i].count, name, length);

		if (number == USDT_NO_REGISTER)
			continue;
		*found = (struct register_name){ number, lists[i].width, lists[i].is_second_byte };
		return true;
	}
	found->is_second_byte = false;
	return numbered_register(name, length, found);
}

/* ---------------------------------------------------------------- parts of an operand */

/* Reading one operand from @at on. */
struct reader {
	struct arena *arena;
	const char *at;
	struct usdt_argument *argument;
};

static bool is_symbol_character(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static bool accept(struct reader *reader, const char *text)
{
	size_t length = strlen(text);

	if (strncmp(reader->at, text, length))
		return false;
	reader->at += length;
	return true;
}

static bool read_register(struct reader *reader, struct register_name *found)
{
	size_t length = 0;

	if (!accept(reader, "%"))
		return false;
	while (isalnum((unsigned char)reader->at[length]))
		length++;
	if (!find_register(reader->at, length, found))
		return false;
	reader->at += length;
	return true;
}

/* A number or a symbol, with what goes with that: @GOTPCREL and so on cannot be had. */
static bool read_term(struct reader *reader, bool negative)
{
	struct usdt_argument *argument = reader->argument;
	size_t length = 0;

	if (isdigit((unsigned char)*reader->at)) {
		char *end;
		uint64_t number = strtoull(reader->at, &end, 0);

		reader->at = end;
		argument->displacement += (int64_t)(negative ? -number : number);
		return true;
	}
	while (is_symbol_character(reader->at[length]))
		length++;
	if (!length || negative || argument->symbol)
		return false;
	argument->symbol = arena_strndup(reader->arena, reader->at, length);
	reader->at += length;
	if (accept(reader, "@tpoff") || accept(reader, "@TPOFF"))
		argument->is_thread_local = true;
	else
		accept(reader, "@PLT");
	return *reader->at != '@';
}

/* Numbers and at most one symbol, added up: "-8", "8+table", "table+8-4". May be nothing at all. */
static bool read_displacement(struct reader *reader)
{
	bool negative = accept(reader, "-");

	if (!negative && *reader->at != '+' && !is_symbol_character(*reader->at))
		return true;
	if (!negative)
		accept(reader, "+");
	if (!read_term(reader, negative))
		return false;
	while (*reader->at == '+' || *reader->at == '-') {
		negative = *reader->at++ == '-';
		if (!read_term(reader, negative))
			return false;
	}
	return true;
}

static void skip_spaces(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t");
}

/* "(BASE,INDEX,SCALE)", of which each may be missing. */
static bool read_memory(struct reader *reader)
{
	struct usdt_argument *argument = reader->argument;
	struct register_name found;

	argument->kind = USDT_MEMORY;
	if (!accept(reader, "("))
		return true;
	skip_spaces(reader);
	if (accept(reader, "%rip"))
		return accept(reader, ")") && argument->symbol;
	if (*reader->at == '%') {
		if (!read_register(reader, &found) || found.width != 8)
			return false;
		argument->base = found.number;
	}
	skip_spaces(reader);
	if (accept(reader, ",")) {
		skip_spaces(reader);
		if (!read_register(reader, &found) || found.width != 8)
			return false;
		argument->index = found.number;
		skip_spaces(reader);
		if (accept(reader, ",")) {
			skip_spaces(reader);
			argument->scale =
				(unsigned int)strtoul(reader->at, (char **)&reader->at, 10);
		}
	}
	skip_spaces(reader);
	return accept(reader, ")") && argument->scale && argument->scale <= 8 &&
	       !(argument->scale & (argument->scale - 1));
}

static bool read_operand(struct reader *reader)
{
	struct usdt_argument *argument = reader->argument;
	struct register_name found;

	if (accept(reader, "$")) {
		argument->kind = USDT_IMMEDIATE;
		return read_displacement(reader) && !argument->is_thread_local;
	}
	if (accept(reader, "%fs:")) {
		argument->is_thread_local = true;
		return read_displacement(reader) && read_memory(reader);
	}
	if (*reader->at == '%') {
		argument->kind = USDT_REGISTER;
		if (!read_register(reader, &found))
			return false;
		argument->base = found.number;
		argument->width = found.width;
		argument->is_second_byte = found.is_second_byte;
		return true;
	}
	if (!read_displacement(reader) || !read_memory(reader))
		return false;
	if (argument->is_thread_local) /* the base is what %fs is otherwise */
		argument->base = USDT_NO_REGISTER;
	return (argument->symbol || argument->displacement || argument->base != USDT_NO_REGISTER ||
		argument->index != USDT_NO_REGISTER);
}

/* ---------------------------------------------------------------- arguments */

/* "N@", "-N@", "Nf@"; a part of it, or all, may be missing. */
static bool read_size(struct reader *reader)
{
	struct usdt_argument *argument = reader->argument;
	const char *end = reader->at + (*reader->at == '-');
	unsigned int size = 0;

	while (isdigit((unsigned char)*end))
		size = size * 10 + (unsigned int)(*end++ - '0');
	argument->is_float = *end == 'f';
	if (argument->is_float)
		end++;
	if (*end != '@') { /* no size: it is a word */
		argument->is_float = false;
		return true;
	}
	argument->is_signed = *reader->at == '-';
	argument->size = size;
	reader->at = end + 1;
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* Why an operand that was not understood cannot be had. */
static const char *why_unknown(const struct usdt_argument *argument)
{
	const char *operand = strchr(argument->text, '@');

	operand = operand ? operand + 1 : argument->text;
	if (!strncmp(operand, "%xmm", 4) || !strncmp(operand, "%ymm", 4) ||
	    !strncmp(operand, "%zmm", 4) || !strncmp(operand, "%st", 3))
		return "is in a floating-point register";
	return "is described by an operand that is not understood";
}

/* The length of the argument at @text: up to a space that is not between parentheses. */
static size_t argument_length(const char *text)
{
	size_t length = 0;

	for (int depth = 0; text[length]; length++) {
		depth += text[length] == '(' ? 1 : text[length] == ')' ? -1 : 0;
		if (depth <= 0 && strchr(" \t", text[length]))
			break;
	}
	return length;
}

static struct usdt_argument parse_argument(struct arena *arena, const char *text)
{
	struct usdt_argument argument = {
		.text = text,
		.size = 8,
		.is_signed = true,
		.base = USDT_NO_REGISTER,
		.index = USDT_NO_REGISTER,
		.scale = 1,
	};
	struct reader reader = { .arena = arena, .at = text, .argument = &argument };

	if (!read_size(&reader) || !read_operand(&reader) || *reader.at) {
		argument.kind = USDT_UNKNOWN;
		argument.why = why_unknown(&argument);
	}
	return argument;
}

size_t usdt_arguments_parse(struct arena *arena, const char *text, struct usdt_argument **arguments)
{
	VEC(struct usdt_argument) list = { 0 };

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		size_t length = argument_length(text);

		vec_push(arena, &list, parse_argument(arena, arena_strndup(arena, text, length)));
		text += length;
	}
	*arguments = list.items;
	return list.count;
}
