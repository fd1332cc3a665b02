// SPDX-License-Identifier: GPL-2.0-only
/* Arguments of system calls as text: what is common to all. See call_text.h. */
#include <linux/fcntl.h>
#include <linux/string.h>

#include "call_text.h"

#define BUFFER_SHOWN 32	 /* bytes */
#define MOST_WRITTEN 128 /* bytes of a stap_call_printf() */

static const struct stap_call *const tables[] = {
	stap_calls_file,    stap_calls_ipc,    stap_calls_memory,
	stap_calls_network, stap_calls_path,   stap_calls_process,
	stap_calls_signal,  stap_calls_system, stap_calls_time,
};

/* ---------------------------------------------------------------- calls by number */

static const struct stap_call unknown_call = {
	.arguments = { STAP_HEX, STAP_HEX, STAP_HEX, STAP_HEX, STAP_HEX, STAP_HEX },
};

static const struct stap_call *search(const char *name, bool is_compat)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		const struct stap_call *call;

		for (call = tables[i]; call->name; call++)
			if ((!call->is_compat || is_compat) && !strcmp(call->name, name))
				return call;
	}
	return &unknown_call;
}

/* Looked for once for each number; who finds it writes the same as any other who does. */
static const struct stap_call *find(const struct stap_system_call *call)
{
	static const struct stap_call *found[2][STAP_CALL_NUMBERS];
	const struct stap_call **own;

	if (!call->name || (u64)call->number >= STAP_CALL_NUMBERS)
		return &unknown_call;
	own = &found[call->is_compat][call->number];
	if (unlikely(!READ_ONCE(*own)))
		WRITE_ONCE(*own, search(call->name, call->is_compat));
	return *own;
}

/* ---------------------------------------------------------------- for writers */

void stap_call_put(struct stap_call_text *text, const char *string)
{
	stap_put_text(text->c, text->out, string, strlen(string));
}

void stap_call_printf(struct stap_call_text *text, const char *format, ...)
{
	char written[MOST_WRITTEN];
	va_list arguments;

	va_start(arguments, format);
	vscnprintf(written, sizeof(written), format, arguments);
	va_end(arguments);
	stap_call_put(text, written);
}

bool stap_call_read(struct stap_call_text *text, void *to, unsigned long address, size_t size)
{
	if (address && stap_copy_from_user(text->c, to, address, size))
		return true;
	stap_write_pointer(text, address, NULL);
	return false;
}

/* What was written at the end of the output by a function that ends it with a NUL. */
static void took(struct stap_call_text *text, bool succeeded, unsigned long address)
{
	if (succeeded)
		text->out->at += strlen(text->out->at);
	else
		stap_write_pointer(text, address, NULL);
}

static size_t room(const struct stap_call_text *text)
{
	return text->out->end - text->out->at + 1;
}

#define SMALLEST_QUOTATION 8

void stap_call_put_buffer(struct stap_call_text *text, unsigned long address, size_t length)
{
	bool is_cut = length > BUFFER_SHOWN;

	if (room(text) < SMALLEST_QUOTATION)
		return;
	if (!address)
		return stap_write_pointer(text, address, NULL);
	took(text,
	     stap_quote_user_buffer(text->c, text->out->at, room(text), address,
				    is_cut ? BUFFER_SHOWN : length, 0),
	     address);
	if (is_cut)
		stap_call_put(text, "...");
}

void stap_call_put_flags(struct stap_call_text *text, unsigned long value,
			 const struct stap_value_names *names)
{
	const char *separator = "";
	unsigned long left = value;
	u32 i;

	for (i = 0; i < names->count; i++) {
		const struct stap_value_name *item = &names->items[i];

		if ((value & item->mask) != item->value || (item->value & ~left))
			continue;
		left &= ~item->mask;
		stap_call_put(text, separator);
		stap_call_put(text, item->name);
		separator = "|";
	}
	if (left)
		stap_call_printf(text, "%s%#lx", separator, left);
	else if (!*separator)
		stap_call_put(text, "0");
}

static const char *name_of(unsigned long value, const struct stap_value_names *names)
{
	u32 i;

	for (i = 0; i < names->count; i++)
		if (names->items[i].value == value)
			return names->items[i].name;
	return NULL;
}

void stap_call_put_enum(struct stap_call_text *text, unsigned long value,
			const struct stap_value_names *names)
{
	const char *name = name_of(value, names);

	if (name)
		stap_call_put(text, name);
	else
		stap_write_hex(text, value, NULL);
}

/* ---------------------------------------------------------------- writers */

static void put_number(struct stap_call_text *text, u64 value, char conversion)
{
	const struct stap_format format = {
		.conversion = conversion,
		.alternate = true,
		.precision = -1,
	};

	stap_put_number(text->c, text->out, value, format);
}

void stap_write_int(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_put_long(text->c, text->out, (int)value);
}

void stap_write_uint(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_put_long(text->c, text->out, (unsigned int)value);
}

void stap_write_long(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_put_long(text->c, text->out, text->call->is_compat ? (int)value : (long)value);
}

void stap_write_ulong(struct stap_call_text *text, unsigned long value, const void *data)
{
	put_number(text, value, 'u');
}

void stap_write_hex(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (value)
		put_number(text, value, 'x');
	else
		stap_call_put(text, "0");
}

void stap_write_octal(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_printf(text, "0%02o", (unsigned int)value);
}

void stap_write_pointer(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (value)
		put_number(text, value, 'x');
	else
		stap_call_put(text, "NULL");
}

void stap_write_dirfd(struct stap_call_text *text, unsigned long value, const void *data)
{
	if ((int)value == AT_FDCWD)
		stap_call_put(text, "AT_FDCWD");
	else
		stap_write_int(text, value, NULL);
}

void stap_write_path(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (room(text) < SMALLEST_QUOTATION)
		return;
	took(text, value && stap_quote_user_string(text->c, text->out->at, room(text), value, 0, 0),
	     value);
}

void stap_write_buffer(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put_buffer(text, value, text->values[(unsigned long)data - 1]);
}

void stap_write_flags(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put_flags(text, value, data);
}

void stap_write_enum(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put_enum(text, (unsigned int)value, data);
}

void stap_write_enum_decimal(struct stap_call_text *text, unsigned long value, const void *data)
{
	const char *name = name_of((unsigned int)value, data);

	if (name)
		stap_call_put(text, name);
	else
		stap_write_int(text, value, NULL);
}

/* ---------------------------------------------------------------- for the script */

static void begin(struct stap_call_text *text, struct stap_context *c, struct stap_output *out)
{
	int i;

	text->c = c;
	text->out = out;
	text->call = stap_call_of(c);
	for (i = 0; i < STAP_SYSCALL_ARGUMENTS; i++)
		text->values[i] = stap_syscall_value((struct pt_regs *)c->registers, i);
}

static void write_argument(struct stap_call_text *text, const struct stap_call *call, u32 i)
{
	const struct stap_call_argument *argument = &call->arguments[i];

	argument->write(text, text->values[i], argument->data);
}

void stap_put_call_arguments(struct stap_context *c, struct stap_output *out)
{
	const char *separator = "";
	const struct stap_call *call;
	struct stap_call_text STAP_UNSET text;
	u32 i;

	if (!stap_at_system_call(c))
		return;
	begin(&text, c, out);
	call = find(text.call);
	for (i = 0; i < STAP_SYSCALL_ARGUMENTS && call->arguments[i].write; i++) {
		if (call->arguments[i].is_given && !call->arguments[i].is_given(&text))
			continue;
		stap_call_put(&text, separator);
		separator = ", ";
		write_argument(&text, call, i);
	}
}

void stap_put_call_argument(struct stap_context *c, struct stap_output *out, int64_t number)
{
	const struct stap_call *call;
	struct stap_call_text STAP_UNSET text;

	if (!stap_at_system_call(c) || number < 1 || number > STAP_SYSCALL_ARGUMENTS)
		return;
	begin(&text, c, out);
	call = find(text.call);
	if (call->arguments[number - 1].write)
		write_argument(&text, call, number - 1);
}

void stap_put_call_result(struct stap_context *c, struct stap_output *out)
{
	struct stap_call_text text = { .c = c, .out = out };
	int64_t result;
	const char *error;

	if (!stap_at_system_call(c))
		return;
	result = stap_syscall_result(c);
	error = stap_errno_name(-result);
	if (error)
		stap_call_printf(&text, "%lld (%s)", result, error);
	else if (find(stap_call_of(c))->result == STAP_RESULT_ADDRESS)
		stap_write_hex(&text, result, NULL);
	else
		stap_put_long(c, out, result);
}
