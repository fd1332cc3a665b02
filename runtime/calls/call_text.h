/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arguments of system calls as text, as strace(1) shows them: what syscall.*'s argstr and variables
 * such as flags_str are made of. Each file calls_SUBJECT.c has a table of the calls of its subject:
 * how the arguments of each are written. It is the one place that knows; the tapset only names
 *them.
 *
 *	STAP_CALL(openat, STAP_DIRFD, STAP_PATH, STAP_FLAGS(open_flags), STAP_OCTAL)
 *
 * Handler context at a system call. Memory of the process that cannot be read is shown as its
 * address.
 */
#ifndef STAP_CALL_TEXT_H
#define STAP_CALL_TEXT_H

#include <linux/kernel.h>

#include "probes/syscall.h"

/* The call whose arguments are written. */
struct stap_call_text {
	struct stap_context *c;
	struct stap_output *out;
	const struct stap_system_call *call;
	unsigned long values[STAP_SYSCALL_ARGUMENTS]; /* of a 32-bit call: its 32 bits */
};

/* Writes one argument. @data: what the table gives besides. */
typedef void stap_argument_writer(struct stap_call_text *text, unsigned long value,
				  const void *data);

struct stap_call_argument {
	stap_argument_writer *write; /* NULL: there is no such argument */
	const void *data;
	bool (*is_given)(const struct stap_call_text
				 *text); /* NULL: always, else it is shown where this says so */
};

enum stap_call_result {
	STAP_RESULT_NUMBER,
	STAP_RESULT_ADDRESS
};

struct stap_call {
	const char *name; /* the kernel's, as in its tables of numbers; NULL ends a table */
	enum stap_call_result result;
	bool is_compat; /* only in 32-bit calls, whose arguments are others; before the other row */
	struct stap_call_argument arguments[STAP_SYSCALL_ARGUMENTS];
};

/* The tables; call_text.c lists them. */
extern const struct stap_call stap_calls_file[], stap_calls_ipc[], stap_calls_memory[],
	stap_calls_network[], stap_calls_path[], stap_calls_process[], stap_calls_signal[],
	stap_calls_system[], stap_calls_time[];

/* clang-format off */
#define STAP_CALL(call, ...) { .name = #call, .arguments = { __VA_ARGS__ } }
#define STAP_CALL_COMPAT(call, ...) \
	{ .name = #call, .is_compat = true, .arguments = { __VA_ARGS__ } }
#define STAP_CALL_ADDRESS(call, ...) \
	{ .name = #call, .result = STAP_RESULT_ADDRESS, .arguments = { __VA_ARGS__ } }
/* clang-format on */

/* ---------------------------------------------------------------- names of values */

/* A value, or the bits @mask of one that are @value. */
struct stap_value_name {
	unsigned long mask, value;
	const char *name;
};

struct stap_value_names {
	const struct stap_value_name *items;
	u32 count;
};

/* clang-format off */
#define STAP_FLAG(flag) { flag, flag, #flag }
#define STAP_FIELD(bits, flag) { bits, flag, #flag } /* one of several values in these bits */
#define STAP_VALUE(number) { ~0ul, number, #number }
/* clang-format on */
/* static const struct stap_value_names NAME: the items follow. */
#define STAP_NAMES(table, ...)                                                                     \
	static const struct stap_value_name table##_items[] = { __VA_ARGS__ };                     \
	static const struct stap_value_names table = { table##_items, ARRAY_SIZE(table##_items) }

/* ---------------------------------------------------------------- kinds of arguments */

/* Numbers: as wide as the C type says, the 64-bit kinds 32 bits wide in a 32-bit call. */
/* clang-format off */
#define STAP_INT { .write = stap_write_int }
#define STAP_UINT { .write = stap_write_uint }
#define STAP_LONG { .write = stap_write_long }
#define STAP_ULONG { .write = stap_write_ulong }
#define STAP_HEX { .write = stap_write_hex } /* 0x1f; 0 is 0 */
#define STAP_OCTAL { .write = stap_write_octal } /* a mode: 0644, 000 */
#define STAP_POINTER { .write = stap_write_pointer } /* 0x7ffc…; NULL */
#define STAP_DIRFD { .write = stap_write_dirfd } /* AT_FDCWD, or a number */
#define STAP_PATH { .write = stap_write_path } /* the string it points to, whole, in quotes */
/* At most 32 bytes in quotes, then "...". The length is in the argument @number (1 … 6). */
#define STAP_BUFFER(number) { .write = stap_write_buffer, .data = (const void *)(number) }
#define STAP_FLAGS(names) { .write = stap_write_flags, .data = &(names) } /* A|B|0x8; 0 */
#define STAP_ENUM(names) { .write = stap_write_enum, .data = &(names) } /* A; 0x8 */
#define STAP_ENUM_DECIMAL(names) { .write = stap_write_enum_decimal, .data = &(names) } /* A; 8 */
/* An argument that is there when @given says so: a mode, with O_CREAT. */
#define STAP_IF(given, writer) { .write = (writer), .is_given = (given) }
/* clang-format on */

stap_argument_writer stap_write_int, stap_write_uint, stap_write_long, stap_write_ulong,
	stap_write_hex, stap_write_octal, stap_write_pointer, stap_write_dirfd, stap_write_path,
	stap_write_buffer, stap_write_flags, stap_write_enum, stap_write_enum_decimal;

/* ---------------------------------------------------------------- for writers */

void stap_call_put(struct stap_call_text *text, const char *string);
/* As printf(): %d of an int64_t that is given as a long, and so on; short texts only. */
__printf(2, 3) void stap_call_printf(struct stap_call_text *text, const char *format, ...);
/* Copies from the process. On a fault writes the address (NULL for 0), and returns false. */
bool stap_call_read(struct stap_call_text *text, void *to, unsigned long address, size_t size);
/* At most @length bytes of memory in quotes. */
void stap_call_put_buffer(struct stap_call_text *text, unsigned long address, size_t length);
/* The names of the bits in @value as STAP_FLAGS and STAP_ENUM write them. */
void stap_call_put_flags(struct stap_call_text *text, unsigned long value,
			 const struct stap_value_names *names);
void stap_call_put_enum(struct stap_call_text *text, unsigned long value,
			const struct stap_value_names *names);

#endif
