// SPDX-License-Identifier: GPL-2.0-only
/*
 * An address as text, by name where it has one. Handler context or sleeper.
 */
#include "symbols.h"

/* 0x401136 */
static void put_hex(struct stap_context *c, struct stap_output *o, u64 value)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 + 16];
	u32 at = sizeof(text);

	do {
		text[--at] = digits[value & 15];
		value >>= 4;
	} while (value);
	text[--at] = 'x';
	text[--at] = '0';
	stap_put_text(c, o, text + at, sizeof(text) - at);
}

static void put_decimal(struct stap_context *c, struct stap_output *o, u32 value)
{
	stap_put_long(c, o, value);
}

/* main+0x10/0x20; of a function inlined there the name alone. */
static void put_name(struct stap_context *c, struct stap_output *o,
		     const struct stap_symbol *symbol, bool has_size)
{
	stap_put_string(c, o, symbol->name);
	if (symbol->is_inlined) {
		stap_put_text(c, o, " [inlined]", 10);
		return;
	}
	stap_put_char(c, o, '+');
	put_hex(c, o, symbol->offset);
	if (!has_size)
		return;
	stap_put_char(c, o, '/');
	put_hex(c, o, symbol->size);
}

/* " [/usr/bin/x]", or where there is no name " [/usr/bin/x+0x1136/0x2000]" */
static void put_module(struct stap_context *c, struct stap_output *o,
		       const struct stap_symbol *symbol)
{
	if (!symbol->module)
		return;
	stap_put_text(c, o, " [", 2);
	stap_put_string(c, o, symbol->module);
	if (!symbol->name && symbol->module_end) {
		stap_put_char(c, o, '+');
		put_hex(c, o, symbol->module_offset);
		stap_put_char(c, o, '/');
		put_hex(c, o, symbol->module_end);
	}
	stap_put_char(c, o, ']');
}

static void put_source(struct stap_context *c, struct stap_output *o,
		       const struct stap_symbol *symbol)
{
	stap_put_string(c, o, symbol->file);
	stap_put_char(c, o, ':');
	put_decimal(c, o, symbol->line);
}

/* main+0x10/0x20 [/usr/bin/x] */
static void put_data(struct stap_context *c, struct stap_output *o, u64 address,
		     const struct stap_symbol *symbol)
{
	if (symbol->name)
		put_name(c, o, symbol, true);
	else
		put_hex(c, o, address);
	put_module(c, o, symbol);
}

/* " 0x401136 : main+0x10/0x20 at /src/x.c:12 [/usr/bin/x]" */
static void put_line(struct stap_context *c, struct stap_output *o, u64 address,
		     const struct stap_symbol *symbol, bool has_source)
{
	stap_put_char(c, o, ' ');
	put_hex(c, o, address);
	if (symbol->name) {
		stap_put_text(c, o, " : ", 3);
		put_name(c, o, symbol, true);
	}
	if (has_source && symbol->file) {
		stap_put_text(c, o, " at ", 4);
		put_source(c, o, symbol);
	}
	put_module(c, o, symbol);
	stap_put_char(c, o, '\n');
}

static void put_source_form(struct stap_context *c, struct stap_output *o, u64 address,
			    const struct stap_symbol *symbol, enum stap_address_form form)
{
	if (!symbol->file)
		put_hex(c, o, address);
	else if (form == STAP_AS_SOURCE_FILE)
		stap_put_string(c, o, symbol->file);
	else if (form == STAP_AS_SOURCE_LINE)
		put_decimal(c, o, symbol->line);
	else
		put_source(c, o, symbol);
}

void stap_put_symbol_text(struct stap_context *c, struct stap_output *o, u64 address,
			  const struct stap_symbol *symbol, enum stap_address_form form)
{
	switch (form) {
	case STAP_AS_HEX:
		put_hex(c, o, address);
		break;
	case STAP_AS_NAME:
		if (symbol->name)
			stap_put_string(c, o, symbol->name);
		else
			put_hex(c, o, address);
		break;
	case STAP_AS_DATA:
		put_data(c, o, address, symbol);
		break;
	case STAP_AS_DATA_LINE:
		put_data(c, o, address, symbol);
		stap_put_char(c, o, '\n');
		break;
	case STAP_AS_BRIEF:
		if (symbol->name)
			put_name(c, o, symbol, false);
		else
			put_hex(c, o, address);
		stap_put_char(c, o, '\n');
		break;
	case STAP_AS_LINE:
		put_line(c, o, address, symbol, false);
		break;
	case STAP_AS_FILELINE:
		put_line(c, o, address, symbol, true);
		break;
	case STAP_AS_SOURCE_FILE:
	case STAP_AS_SOURCE_LINE:
	case STAP_AS_SOURCE:
		put_source_form(c, o, address, symbol, form);
		break;
	}
}

/* ---------------------------------------------------------------- lists of addresses */

static u32 digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 'a' - 'A';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : 16;
}

/* Reads the next number of a list in hexadecimal; false at its end. */
static bool next_address(const char **list, u64 *address)
{
	const char *at = *list;
	u64 value = 0;

	while (*at && digit_value(*at) == 16)
		at++;
	if (!*at)
		return false;
	if (at[0] == '0' && (at[1] | ' ') == 'x')
		at += 2;
	for (; digit_value(*at) < 16; at++)
		value = value << 4 | digit_value(*at);
	*list = at;
	*address = value;
	return true;
}

void stap_put_addresses(struct stap_context *c, struct stap_output *o, const char *list,
			enum stap_address_form form,
			void (*put)(struct stap_context *c, struct stap_output *o, uint64_t address,
				    bool is_return, enum stap_address_form form))
{
	bool is_return = false; /* the first address is where the handler ran */
	u64 address;

	while (next_address(&list, &address)) {
		put(c, o, address, is_return, form);
		is_return = true;
	}
}
