// SPDX-License-Identifier: GPL-2.0-only
/*
 * An address as text, by name where it has one. Handler context or sleeper.
 */
#include "stacks/hex_text.h"
#include "map_key.h"
#include "stacks/symbols.h"

/* 0x401136 */
static void put_hex(struct stap_context *c, struct stap_output *o, u64 value)
{
	char text[STAP_HEX_ROOM] STAP_UNSET;

	stap_put_text(c, o, text, stap_write_hex(text, value) - text);
}

/* main+0x10/0x20; of a function inlined there the name alone. */
static void put_name(struct stap_context *c, struct stap_output *o,
		     const struct stap_symbol *symbol, bool has_size)
{
	char text[2 * STAP_HEX_ROOM + 2] STAP_UNSET, *at = text;

	stap_put_string(c, o, symbol->name);
	if (symbol->is_inlined) {
		stap_put_text(c, o, " [inlined]", 10);
		return;
	}
	*at++ = '+';
	at = stap_write_hex(at, symbol->offset);
	if (has_size) {
		*at++ = '/';
		at = stap_write_hex(at, symbol->size);
	}
	stap_put_text(c, o, text, at - text);
}

/*
 * " [/usr/bin/x]", or where there is no name " [/usr/bin/x+0x1136/0x2000]"; then a newline, if
 * asked.
 */
static void put_module(struct stap_context *c, struct stap_output *o,
		       const struct stap_symbol *symbol, bool ends_line)
{
	if (symbol->module) {
		stap_put_text(c, o, " [", 2);
		if (symbol->module_length)
			stap_put_text(c, o, symbol->module, symbol->module_length);
		else
			stap_put_string(c, o, symbol->module);
		if (!symbol->name && symbol->module_end) {
			stap_put_text(c, o, "+", 1);
			put_hex(c, o, symbol->module_offset);
			stap_put_text(c, o, "/", 1);
			put_hex(c, o, symbol->module_end);
		}
		stap_put_text(c, o, "]\n", 1 + ends_line);
	} else if (ends_line) {
		stap_put_text(c, o, "\n", 1);
	}
}

static void put_source(struct stap_context *c, struct stap_output *o,
		       const struct stap_symbol *symbol)
{
	stap_put_string(c, o, symbol->file);
	stap_put_char(c, o, ':');
	stap_put_long(c, o, symbol->line);
}

/* What is around names in the longest form, and what may be written behind it. */
#define FRAME_ROOM 128

/* Copies a string up to @last, and maybe 7 bytes more. Returns its end, or NULL. */
static __always_inline char *copy_name(char *at, const char *last, const char *name)
{
	u64 word, nul;

	for (; at < last; at += 8, name += 8) {
		word = stap_load_word(name);
		memcpy(at, &word, sizeof(word));
		nul = stap_find_nul(word);
		if (nul)
			return at + __builtin_ctzll(nul) / 8;
	}
	return NULL;
}

/*
 * The usual case, written in place, where there is room for it whatever comes: main+0x10/0x20
 * [/usr/bin/x] as a line, maybe with the address before it. False when it is another case.
 */
static __always_inline bool put_at_once(struct stap_output *o, u64 address,
					const struct stap_symbol *symbol, bool has_address)
{
	long room = o->end - o->at - FRAME_ROOM - (long)symbol->module_length;
	char *at = o->at, *end;

	if (!symbol->name || !symbol->module_length || symbol->is_inlined || room < 0)
		return false;
	if (has_address) {
		*at++ = ' ';
		at = stap_write_hex(at, address);
		memcpy(at, " : ", 3);
		at += 3;
	}
	at = copy_name(at, o->at + room, symbol->name);
	if (!at)
		return false;
	*at++ = '+';
	at = stap_write_hex(at, symbol->offset);
	*at++ = '/';
	at = stap_write_hex(at, symbol->size);
	memcpy(at, " [", 2);
	at += 2;
	end = at + symbol->module_length;
	copy_name(at, end, symbol->module);
	memcpy(end, "]\n", 2);
	o->at = end + 2;
	return true;
}

/* main+0x10/0x20 [/usr/bin/x] */
static void put_data(struct stap_context *c, struct stap_output *o, u64 address,
		     const struct stap_symbol *symbol, bool ends_line)
{
	if (symbol->name)
		put_name(c, o, symbol, true);
	else
		put_hex(c, o, address);
	put_module(c, o, symbol, ends_line);
}

/* " 0x401136 : main+0x10/0x20 at /src/x.c:12 [/usr/bin/x]" */
static void put_line(struct stap_context *c, struct stap_output *o, u64 address,
		     const struct stap_symbol *symbol, bool has_source)
{
	char text[1 + STAP_HEX_ROOM + 3] STAP_UNSET, *at;

	text[0] = ' ';
	at = stap_write_hex(text + 1, address);
	if (symbol->name) {
		memcpy(at, " : ", 3);
		at += 3;
	}
	stap_put_text(c, o, text, at - text);
	if (symbol->name)
		put_name(c, o, symbol, true);
	if (has_source && symbol->file) {
		stap_put_text(c, o, " at ", 4);
		put_source(c, o, symbol);
	}
	put_module(c, o, symbol, true);
}

static void put_source_form(struct stap_context *c, struct stap_output *o, u64 address,
			    const struct stap_symbol *symbol, enum stap_address_form form)
{
	if (!symbol->file)
		put_hex(c, o, address);
	else if (form == STAP_AS_SOURCE_FILE)
		stap_put_string(c, o, symbol->file);
	else if (form == STAP_AS_SOURCE_LINE)
		stap_put_long(c, o, symbol->line);
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
		put_data(c, o, address, symbol, false);
		break;
	case STAP_AS_DATA_LINE:
		if (!put_at_once(o, address, symbol, false))
			put_data(c, o, address, symbol, true);
		break;
	case STAP_AS_BRIEF:
		if (symbol->name)
			put_name(c, o, symbol, false);
		else
			put_hex(c, o, address);
		stap_put_char(c, o, '\n');
		break;
	case STAP_AS_LINE:
		if (put_at_once(o, address, symbol, true))
			break;
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
