// SPDX-License-Identifier: GPL-2.0-only
/* Structures in the memory of a process as text: see structures.h. Handler context. */
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "structures.h"

unsigned int stap_call_word(const struct stap_call_text *text)
{
	return text->call->is_compat ? sizeof(u32) : sizeof(u64);
}

/* Reads @count longs, or ints of a 32-bit call, signed. */
static bool read_longs(struct stap_call_text *text, long *values, unsigned long address, u32 count,
		       bool are_short)
{
	u32 i;

	if (!stap_call_read(text, values, address, count * (are_short ? 4 : 8)))
		return false;
	if (are_short)
		for (i = count; i-- > 0;)
			values[i] = ((const s32 *)values)[i];
	return true;
}

bool stap_call_read_long(struct stap_call_text *text, unsigned long *value, unsigned long address)
{
	*value = 0;
	return stap_call_read(text, value, address, stap_call_word(text));
}

/* ---------------------------------------------------------------- times */

/* Whether times are of 32 bits: in 32-bit calls, but for the newer ones, whose names tell. */
static bool times_are_short(const struct stap_call_text *text)
{
	size_t length = strlen(text->call->name);

	return text->call->is_compat && (length < 2 || strcmp(text->call->name + length - 2, "64"));
}

static void put_time(struct stap_call_text *text, const long *time, const char *fraction)
{
	stap_call_printf(text, "{tv_sec=%ld, tv_%s=%ld}", time[0], fraction, time[1]);
}

static void write_time(struct stap_call_text *text, unsigned long value, const char *fraction)
{
	long time[2];

	if (read_longs(text, time, value, 2, times_are_short(text)))
		put_time(text, time, fraction);
}

static void write_times(struct stap_call_text *text, unsigned long value, const char *fraction)
{
	long times[4];

	if (!read_longs(text, times, value, 4, times_are_short(text)))
		return;
	stap_call_put(text, "[");
	put_time(text, times, fraction);
	stap_call_put(text, ", ");
	put_time(text, times + 2, fraction);
	stap_call_put(text, "]");
}

static void write_interval(struct stap_call_text *text, unsigned long value, const char *fraction)
{
	long times[4];

	if (!read_longs(text, times, value, 4, times_are_short(text)))
		return;
	stap_call_put(text, "{it_interval=");
	put_time(text, times, fraction);
	stap_call_put(text, ", it_value=");
	put_time(text, times + 2, fraction);
	stap_call_put(text, "}");
}

void stap_write_timespec(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_time(text, value, "nsec");
}

#define UTIME_IS_NOW	 0x3fffffff
#define UTIME_IS_OMITTED 0x3ffffffe

static void put_file_time(struct stap_call_text *text, const long *time)
{
	if (time[1] == UTIME_IS_NOW)
		stap_call_put(text, "UTIME_NOW");
	else if (time[1] == UTIME_IS_OMITTED)
		stap_call_put(text, "UTIME_OMIT");
	else
		put_time(text, time, "nsec");
}

void stap_write_timespecs(struct stap_call_text *text, unsigned long value, const void *data)
{
	long times[4];

	if (!read_longs(text, times, value, 4, times_are_short(text)))
		return;
	stap_call_put(text, "[");
	put_file_time(text, times);
	stap_call_put(text, ", ");
	put_file_time(text, times + 2);
	stap_call_put(text, "]");
}

void stap_write_timeval(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_time(text, value, "usec");
}

void stap_write_timevals(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_times(text, value, "usec");
}

void stap_write_itimerspec(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_interval(text, value, "nsec");
}

void stap_write_itimerval(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_interval(text, value, "usec");
}

/* ---------------------------------------------------------------- signals */

void stap_write_signal(struct stap_call_text *text, unsigned long value, const void *data)
{
	const char *name = stap_signal_name((int)value);

	if ((int)value > SIGRTMIN && (int)value <= SIGRTMAX)
		stap_call_printf(text, "SIGRT_%d", (int)value - SIGRTMIN);
	else if (name)
		stap_call_put(text, name);
	else
		stap_write_int(text, value, NULL);
}

void stap_call_put_sigset(struct stap_call_text *text, u64 set)
{
	bool inverted = hweight64(set) > 32;
	const char *separator = "";
	u32 i;

	if (inverted)
		set = ~set;
	stap_call_put(text, inverted ? "~[" : "[");
	for (i = 1; i <= 64; i++) {
		const char *name;

		if (!(set >> (i - 1) & 1))
			continue;
		name = stap_signal_name(i);
		if (i > SIGRTMIN)
			stap_call_printf(text, "%sRT_%d", separator, i - SIGRTMIN);
		else if (name)
			stap_call_printf(text, "%s%s", separator, name + 3);
		separator = " ";
	}
	stap_call_put(text, "]");
}

void stap_write_sigset(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long number = (unsigned long)data;
	size_t size = number ? text->values[number - 1] : stap_call_word(text);
	u64 set = 0;

	if (size > sizeof(set))
		stap_write_pointer(text, value, NULL);
	else if (stap_call_read(text, &set, value, size))
		stap_call_put_sigset(text, set);
}

/* ---------------------------------------------------------------- arrays */

static void write_iovec(struct stap_call_text *text, unsigned long value, unsigned long count,
			bool is_filled)
{
	unsigned long i, base, length;
	unsigned int word = stap_call_word(text);

	if (!value || count > UIO_MAXIOV)
		return stap_write_pointer(text, value, NULL);
	stap_call_put(text, "[");
	for (i = 0; i < count && i < STAP_MOST_SHOWN; i++) {
		if (i)
			stap_call_put(text, ", ");
		if (!stap_call_read_long(text, &base, value + 2 * i * word) ||
		    !stap_call_read_long(text, &length, value + (2 * i + 1) * word))
			break;
		stap_call_put(text, "{iov_base=");
		if (is_filled)
			stap_call_put_buffer(text, base, length);
		else
			stap_write_pointer(text, base, NULL);
		stap_call_printf(text, ", iov_len=%lu}", length);
	}
	stap_call_put(text, i < count && i == STAP_MOST_SHOWN ? ", ...]" : "]");
}

void stap_call_put_iovec(struct stap_call_text *text, unsigned long address, unsigned long count)
{
	write_iovec(text, address, count, true);
}

void stap_write_iovec(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_iovec(text, value, text->values[(unsigned long)data - 1], true);
}

void stap_write_iovec_out(struct stap_call_text *text, unsigned long value, const void *data)
{
	write_iovec(text, value, text->values[(unsigned long)data - 1], false);
}

void stap_write_strings(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long string;
	u32 i;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	stap_call_put(text, "[");
	for (i = 0; i < STAP_MOST_SHOWN; i++, value += stap_call_word(text)) {
		string = 0;
		if (!stap_copy_from_user(text->c, &string, value, stap_call_word(text)) || !string)
			break;
		if (i)
			stap_call_put(text, ", ");
		stap_write_path(text, string, NULL);
	}
	stap_call_put(text, i == STAP_MOST_SHOWN ? ", ...]" : "]");
}

void stap_write_int_at(struct stap_call_text *text, unsigned long value, const void *data)
{
	int number;

	if (stap_call_read(text, &number, value, sizeof(number)))
		stap_call_printf(text, "[%d]", number);
}

void stap_write_long_at(struct stap_call_text *text, unsigned long value, const void *data)
{
	s64 number;

	if (stap_call_read(text, &number, value, sizeof(number)))
		stap_call_printf(text, "[%lld]", number);
}

/* ---------------------------------------------------------------- others */

static void put_limit(struct stap_call_text *text, unsigned long limit, unsigned long infinity)
{
	if (limit == infinity)
		stap_call_put(text, "RLIM64_INFINITY");
	else if (limit > 1024 && limit % 1024 == 0)
		stap_call_printf(text, "%lu*1024", limit / 1024);
	else
		stap_call_printf(text, "%lu", limit);
}

/* @data: not NULL for prlimit64, which has 64 bits everywhere. */
void stap_write_rlimit(struct stap_call_text *text, unsigned long value, const void *data)
{
	bool is_short = text->call->is_compat && !data;
	unsigned long infinity = is_short ? ~0u : ~0ul;
	unsigned long limits[2];

	if (!stap_call_read(text, limits, value, is_short ? 8 : 16))
		return;
	if (is_short) {
		limits[1] = limits[0] >> 32;
		limits[0] = (u32)limits[0];
	}
	stap_call_put(text, "{rlim_cur=");
	put_limit(text, limits[0], infinity);
	stap_call_put(text, ", rlim_max=");
	put_limit(text, limits[1], infinity);
	stap_call_put(text, "}");
}

void stap_write_device(struct stap_call_text *text, unsigned long value, const void *data)
{
	dev_t device = new_decode_dev((u32)value);

	stap_call_printf(text, "makedev(%#x, %#x)", MAJOR(device), MINOR(device));
}

STAP_NAMES(file_types, STAP_VALUE(S_IFREG), STAP_VALUE(S_IFDIR), STAP_VALUE(S_IFCHR),
	   STAP_VALUE(S_IFBLK), STAP_VALUE(S_IFIFO), STAP_VALUE(S_IFSOCK), STAP_VALUE(S_IFLNK));

void stap_write_mode(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (value & S_IFMT) {
		stap_call_put_enum(text, value & S_IFMT, &file_types);
		stap_call_put(text, "|");
	}
	if (value & S_ISUID)
		stap_call_put(text, "S_ISUID|");
	if (value & S_ISGID)
		stap_call_put(text, "S_ISGID|");
	if (value & S_ISVTX)
		stap_call_put(text, "S_ISVTX|");
	stap_write_octal(text, value & 0777, NULL);
}

void stap_write_key(struct stap_call_text *text, unsigned long value, const void *data)
{
	if ((u32)value)
		stap_write_hex(text, (u32)value, NULL);
	else
		stap_call_put(text, "IPC_PRIVATE");
}

/* Names of flags, then a mode. */
void stap_write_ipc_flags(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long flags = (u32)value & ~0777ul;

	if (flags) {
		stap_call_put_flags(text, flags, data);
		stap_call_put(text, "|");
	}
	stap_write_octal(text, value & 0777, NULL);
}

bool stap_call_never(const struct stap_call_text *text)
{
	return false;
}

void stap_write_pair(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long number = (unsigned long)data;

	stap_put_long(text->c, text->out, value | text->values[number] << 32);
}
