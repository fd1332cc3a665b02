/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between a translated script and the runtime. It needs no kernel header, so a
 * script's C file compiles in a few hundredths of a second; the runtime behind it is compiled once
 * per kernel (the kit). Every name begins with `stap_` or `STAP_`.
 *
 * Unless a comment says otherwise, functions here may run in any context (task, interrupt, NMI),
 * never sleep, and are called with interrupts disabled from a handler that owns `c`.
 *
 * Errors: a function that fails records the error in the context (see stap_raise) and returns 0,
 * "" or false; the generated code looks at c->error after calls that can fail and jumps to the
 * handler's end or to the `catch` around it.
 */
#ifndef STAP_H
#define STAP_H

#ifndef _LINUX_TYPES_H /* a script with embedded C may have included kernel headers */
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef unsigned long size_t;
typedef unsigned long uintptr_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)
#endif

#include "arch/x86/registers.h"

#define stap_likely(x)	 __builtin_expect(!!(x), 1)
#define stap_unlikely(x) __builtin_expect(!!(x), 0)
#define stap_inline	 static inline __attribute__((always_inline, unused))

#define STAP_INT64_MIN (-0x7fffffffffffffffLL - 1)
#define STAP_INT64_MAX 0x7fffffffffffffffLL

/* ---------------------------------------------------------------- limits */

/* Each -D NAME=VALUE; the translator writes them into the script, the kit does not depend on them.
 */
struct stap_limits {
	int64_t max_action;		  /* MAXACTION */
	int64_t max_action_interruptible; /* MAXACTION_INTERRUPTIBLE: begin, end, error probes */
	uint32_t max_nesting;		  /* MAXNESTING: depth of function calls */
	uint32_t max_string;		  /* MAXSTRINGLEN: bytes of a string, incl. NUL */
	uint32_t max_errors;		  /* MAXERRORS */
	uint32_t max_skipped;		  /* MAXSKIPPED */
	uint32_t max_try_lock;		  /* MAXTRYLOCK: tries before a handler is skipped */
	uint32_t overload_interval;	  /* STP_OVERLOAD_INTERVAL, cycles */
	uint32_t overload_threshold;	  /* STP_OVERLOAD_THRESHOLD, cycles; 0: STP_NO_OVERLOAD */
	uint32_t max_backtrace;		  /* MAXBACKTRACE */
	uint32_t max_returns;		  /* KRETACTIVE: system calls under way; 0: any number */
	bool suppress_time_limits;	  /* --suppress-time-limits */
	bool suppress_handler_errors;	  /* --suppress-handler-errors */
};

/* ---------------------------------------------------------------- context */

/* Where text goes: the print buffer of the context, or a string being built (sprintf, join). */
struct stap_output {
	char *at;  /* next byte */
	char *end; /* one before the last byte: room for the NUL is always left */
};

enum stap_registers_kind {
	STAP_NO_REGISTERS,
	STAP_ENTRY_ONLY, /* STAP_ENTRY_REGISTERS of the kernel, at a function's first instruction */
	STAP_KERNEL,	 /* all registers, kernel mode */
	STAP_USER,	 /* all registers, user mode */
	STAP_USER_TASK,	 /* the same, in the task itself, which may wait for its memory */
	STAP_USER_CALL,	 /* the same, at a system call of the task */
};

struct stap_probe;
struct stap_match;

/* One per CPU, taken for the time of one handler; and one for begin, end and error probes. */
struct stap_context {
	const char *error;	 /* message of the error raised; NULL: none */
	const char *error_place; /* "near operator '/' at x.stp:1:5", or NULL; text of the script */
	int64_t actions;	 /* left before MAXACTION is exceeded */
	uint32_t nesting;	 /* depth of function calls now */
	uint32_t cpu;
	const struct stap_probe *probe; /* whose handler runs */
	uint64_t address;		/* run-time address of the place hit; 0: none */
	uint64_t bias; /* of a place in user space: its run-time minus its link-time address */
	const struct stap_registers *registers; /* NULL with STAP_NO_REGISTERS */
	int64_t *saved;		  /* slots filled by the entry part of a return probe */
	const int64_t *arguments; /* of the tracepoint hit: those that its probes read */
	char *strings;		  /* next free byte of string memory, for frames */
	struct stap_output out;	  /* what the handler printed so far */
	struct stap_match *match; /* what =~ found last; NULL when the script asks for no group */
	uint8_t registers_kind;
	bool is_return;	      /* the handler runs at a function's return */
	bool can_sleep;	      /* begin, end, error: task context, preemptible */
	void *event;	      /* what the family's $variables are read from */
	char error_text[256]; /* for messages with values in them */
};

/* Whether the handler runs for code in user mode. */
stap_inline bool stap_in_user_mode(const struct stap_context *c)
{
	return c->registers_kind >= STAP_USER;
}

/*
 * Raises an error: stores @message (kept until the handler ends: a literal or c->error_text) and
 * @place. The first error stays.
 */
stap_inline void stap_raise(struct stap_context *c, const char *message, const char *place)
{
	if (c->error)
		return;
	c->error = message;
	c->error_place = place;
}

/*
 * As stap_raise, with a message of at most sizeof(c->error_text) bytes formatted as by the kernel's
 * snprintf: %lld for an int64_t, 0x%016llx for an address.
 */
__attribute__((format(printf, 3, 4))) void
stap_raise_format(struct stap_context *c, const char *place, const char *format, ...);

/* Raises the error that the value of the variable @name is not known in this call. Returns 0. */
int64_t stap_value_unknown(struct stap_context *c, const char *name);

/*
 * Ends a `try` block after an error: copies the message with its place into @text, forgets it.
 * False when it stays: abort().
 */
bool stap_catch(struct stap_context *c, char *text, size_t size);

/*
 * Counts @n statements. Called once per loop turn and per function call with the statements of
 * that stretch. Returns false after raising "MAXACTION exceeded".
 */
stap_inline bool stap_count_actions(struct stap_context *c, int n, const char *place)
{
	c->actions -= n;
	if (stap_likely(c->actions >= 0))
		return true;
	stap_raise(c, "MAXACTION exceeded", place);
	return false;
}

/*
 * Enters a script function that may recurse: checks MAXNESTING and the stack left. Returns false
 * after raising the error. stap_function_leave() must follow when it returned true.
 */
bool stap_function_enter(struct stap_context *c, const char *place);
stap_inline void stap_function_leave(struct stap_context *c)
{
	c->nesting--;
}

/*
 * String memory: a function's string locals and temporaries live in a frame of the context. The
 * translator computes the greatest total (struct stap_script.string_memory), so this cannot fail.
 */
stap_inline void *stap_frame_enter(struct stap_context *c, size_t size)
{
	void *frame = c->strings;

	c->strings += size;
	return frame;
}

stap_inline void stap_frame_leave(struct stap_context *c, size_t size)
{
	c->strings -= size;
}

/* ---------------------------------------------------------------- locks */

/* One per global that is not a statistic; many readers or one writer. */
struct stap_lock {
	int32_t state; /* -1: writer; n: readers */
};

/* The waiting part: at most MAXTRYLOCK tries, then false: the hit is counted as skipped. */
bool stap_lock_read_slow(struct stap_context *c, struct stap_lock *lock);
bool stap_lock_write_slow(struct stap_context *c, struct stap_lock *lock);

stap_inline bool stap_lock_write(struct stap_context *c, struct stap_lock *lock)
{
	int32_t free = 0;

	return stap_likely(__atomic_compare_exchange_n(&lock->state, &free, -1, false,
						       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) ||
	       stap_lock_write_slow(c, lock);
}

stap_inline bool stap_lock_read(struct stap_context *c, struct stap_lock *lock)
{
	int32_t state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);

	return (stap_likely(state >= 0) &&
		stap_likely(__atomic_compare_exchange_n(&lock->state, &state, state + 1, false,
							__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))) ||
	       stap_lock_read_slow(c, lock);
}

stap_inline void stap_unlock_write(struct stap_lock *lock)
{
	__atomic_store_n(&lock->state, 0, __ATOMIC_RELEASE);
}

stap_inline void stap_unlock_read(struct stap_lock *lock)
{
	__atomic_fetch_sub(&lock->state, 1, __ATOMIC_RELEASE);
}

/* ---------------------------------------------------------------- arithmetic */

stap_inline int64_t stap_divide(struct stap_context *c, int64_t a, int64_t b, const char *place)
{
	if (stap_unlikely(b == 0)) {
		stap_raise(c, "division by 0", place);
		return 0;
	}
	return b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b; /* INT64_MIN / -1 wraps */
}

stap_inline int64_t stap_modulo(struct stap_context *c, int64_t a, int64_t b, const char *place)
{
	if (stap_unlikely(b == 0)) {
		stap_raise(c, "division by 0", place);
		return 0;
	}
	return b == -1 ? 0 : a % b;
}

/* ---------------------------------------------------------------- strings */

/* Copies at most @size - 1 bytes and ends them with NUL. Returns @destination. @size > 0. */
char *stap_copy_string(char *destination, const char *source, size_t size);
size_t stap_string_length(const char *string);
/* As strcmp(3). */
int stap_compare_strings(const char *a, const char *b);

/* ---------------------------------------------------------------- regular expressions */

#define STAP_MAX_GROUPS 32 /* of one expression, the whole being group 0 */

enum stap_regex_end { /* what can stand in a table in place of a state */
	STAP_REGEX_DEAD,
	STAP_REGEX_ACCEPT,
};

/*
 * s =~ "re" where no group is asked for: a table lookup for each byte up to the first end of a
 * match. A state is an index into @next, to which the class of the next byte is added. The NUL is a
 * class of its own, after which there is no state any more, so the string's end needs no test.
 */
stap_inline bool stap_regex_search(const uint8_t *classes, const uint16_t *next, unsigned state,
				   const char *string)
{
	while (state > STAP_REGEX_ACCEPT)
		state = next[state + classes[(uint8_t)*string++]];
	return state == STAP_REGEX_ACCEPT;
}

/* The steps of a row: those to the end of the match, and then of threads that may go on. */
enum stap_regex_thread {
	STAP_MATCH_HERE,
	STAP_MATCH_AT_END, /* of the string */
};

struct stap_regex_step {
	uint16_t origin; /* the thread of the state before that this one continues */
	uint16_t action; /* into `actions`; 0: nothing to do */
};

/* An expression whose groups are asked for: see regex.c. */
struct stap_regex {
	const uint8_t *classes;
	const uint16_t *reverse, *forward; /* tables as above */
	uint16_t reverse_start, reverse_accepting;
	uint16_t forward_start, forward_later, forward_accepting;
	uint16_t group_count; /* with group 0; the rest is for more than that one */
	const uint16_t *rows; /* by state and class of `forward`: index into `steps` */
	const struct stap_regex_step *steps;
	uint16_t start_row, later_row;
	const uint8_t *actions; /* lists ended by 0: 2 * group when it begins, + 1 when it ends */
	const uint32_t *inner;	/* by group: a bit for each group inside it */
};

/* The last successful match of a handler. */
struct stap_match {
	uint32_t group_count; /* 0: there was none yet */
	struct {
		int32_t start, end; /* bytes of the text; start -1: the group took no part */
	} groups[STAP_MAX_GROUPS];
	uint16_t trace[]; /* stap_script.match_string states; then as many bytes of the text */
};

/* Bytes of a struct stap_match. */
stap_inline size_t stap_match_size(uint32_t match_string)
{
	return sizeof(struct stap_match) + match_string * (sizeof(uint16_t) + 1);
}

/* s =~ "re": returns whether it matches, and then remembers the groups in c->match. */
bool stap_regex_match(struct stap_context *c, const struct stap_regex *regex, const char *string);
/*
 * What group @number of the last successful match was, or "". Raises an error when this handler had
 * none, or its expression has no such group.
 */
void stap_matched(struct stap_context *c, int64_t number, char *text, size_t size);
/* How many groups that expression has, with the whole; the string that it was looked for in. */
int64_t stap_match_groups(struct stap_context *c);
void stap_match_string(struct stap_context *c, char *text, size_t size);

/* ---------------------------------------------------------------- safe memory */

/*
 * Read @size bytes (1, 2, 4 or 8) at a kernel or user address. User memory that is there, but not
 * mapped yet, is read only by handlers in the task itself (STAP_USER_TASK). On a bad
 * address they raise "kernel read fault at 0x…" / "user read fault at 0x…" and return 0.
 */
uint64_t stap_read_kernel(struct stap_context *c, uint64_t address, unsigned size,
			  const char *place);
uint64_t stap_read_user(struct stap_context *c, uint64_t address, unsigned size, const char *place);
/* Write likewise (guru mode); "kernel write fault at 0x…". Return false after an error. */
bool stap_write_kernel(struct stap_context *c, uint64_t address, uint64_t value, unsigned size,
		       const char *place);
bool stap_write_user(struct stap_context *c, uint64_t address, uint64_t value, unsigned size,
		     const char *place);
/*
 * Copy a NUL-terminated string of at most @size - 1 bytes. Return false on a fault (nothing is
 * raised: the caller decides), with @text set to "".
 */
bool stap_read_kernel_string(char *text, uint64_t address, size_t size);
bool stap_read_user_string(struct stap_context *c, char *text, uint64_t address, size_t size);
/*
 * The string at a user address in quotes, with escapes for what cannot be printed: at most @length
 * characters of it (0 and below: all), as at most @out_length characters (0 and below, or @size and
 * more: what fits; 5 at least). One that is cut ends in "... . Returns false on a fault, as above.
 */
bool stap_quote_user_string(struct stap_context *c, char *to, size_t size, uint64_t address,
			    int64_t length, int64_t out_length);
/* The same of @length bytes (0 and below: none), whatever they are. */
bool stap_quote_user_buffer(struct stap_context *c, char *to, size_t size, uint64_t address,
			    int64_t length, int64_t out_length);
/*
 * A string of characters of @width bytes, UTF-16 (2) or UTF-32 (4), as UTF-8. Returns false, with
 * @text set to "", on a fault and when it is invalid; @problem says which.
 */
bool stap_read_user_wide(struct stap_context *c, char *text, size_t size, uint64_t address,
			 unsigned width, const char **problem);
/* The same of kernel memory. */
bool stap_quote_kernel_string(struct stap_context *c, char *to, size_t size, uint64_t address,
			      int64_t length, int64_t out_length);
bool stap_quote_kernel_buffer(struct stap_context *c, char *to, size_t size, uint64_t address,
			      int64_t length, int64_t out_length);
bool stap_read_kernel_wide(struct stap_context *c, char *text, size_t size, uint64_t address,
			   unsigned width, const char **problem);
/* Writes at most @length characters of @text with escapes for what cannot be printed; what is cut
 * ends in "...". */
void stap_escape(struct stap_context *c, char *to, size_t size, const char *text, int64_t length,
		 bool quoted);

/* Returns register @number (DWARF) of the probed place; raises an error when it is not there. */
uint64_t stap_kernel_register(struct stap_context *c, unsigned number, const char *place);
uint64_t stap_user_register(struct stap_context *c, unsigned number, const char *place);

/* Sets the low @size bytes of a register of the probed place (guru mode). False after an error. */
bool stap_set_register(struct stap_context *c, unsigned number, uint64_t value, unsigned size,
		       const char *place);

/* Sign-extends the low @bits of @value. */
#define stap_signed(value, type) ((int64_t)(type)(value))

/* Run-time address of the kernel's link-time @address (KASLR). */
extern uint64_t stap_kernel_offset;

/*
 * Whether the return address at the stack pointer plus @offset is one of @returns, as in the debug
 * file. Behind those are the addresses that the kernel puts in their place where returns are
 * probed.
 */
bool stap_returns_to(struct stap_context *c, int64_t offset, const uint64_t *returns,
		     uint32_t return_count, uint32_t trampoline_count);

/*
 * The same at a place in user space: @returns are link-time addresses of the object that it is in.
 * Where the return is probed, that is seen through.
 */
bool stap_user_returns_to(struct stap_context *c, int64_t offset, const uint64_t *returns,
			  uint32_t return_count);

/*
 * The return address at a user address of the current task, also where a return probe has put
 * another one there. Raises an error and returns 0 where nothing is.
 */
uint64_t stap_user_return(struct stap_context *c, uint64_t address, const char *place);

/* ---------------------------------------------------------------- statistics */

enum stap_stat_parts { /* what of a statistic is kept: what the script reads of it */
	STAP_STAT_COUNT = 1,
	STAP_STAT_SUM = 2,
	STAP_STAT_MIN_MAX = 4,
	STAP_STAT_VARIANCE = 8,
	STAP_STAT_LOG = 16,
	STAP_STAT_LINEAR = 32,
};

struct stap_stat_type {
	uint32_t parts;
	uint32_t bucket_count; /* 0 without histogram; STAP_LOG_BUCKETS; linear: inner + 2 outer */
	int64_t low, high, step; /* linear */
	int32_t shift;		 /* @variance(x, shift) */
	bool is_chunked;	 /* set by the runtime: buckets are allocated one by one (arrays) */
};

#define STAP_LOG_BUCKETS 128 /* -2^63 … -1, 0, 1 … 2^63; bucket of 0 is STAP_LOG_ZERO */
#define STAP_LOG_ZERO	 64

/* One CPU's part, or the sum over all CPUs. Followed by the buckets. */
struct stap_stat {
	uint32_t sequence;   /* odd while the owner updates: readers on other CPUs try again */
	uint32_t is_deleted; /* by another CPU: starts anew at the owner's next update */
	int64_t count, sum, min, max;
	int64_t mean, m2; /* variance (Welford), scaled by shift */
	int64_t buckets[];
};

/* A global statistic: one stap_stat per possible CPU, allocated at start. */
struct stap_global_stat {
	const char *name;
	struct stap_stat_type type;
	struct stap_stat **cpus;   /* by CPU number */
	struct stap_stat **merged; /* by CPU number: scratch for stap_stat_read */
};

/* The rare parts: variance, a linear histogram, a deleted statistic. */
void stap_stat_add_slow(struct stap_stat *stat, const struct stap_stat_type *type, int64_t value);

/* @stat <<< @value. @parts must be a constant equal to type->parts. Takes no lock. */
stap_inline void stap_stat_add(struct stap_stat *stat, const struct stap_stat_type *type,
			       uint32_t parts, int64_t value)
{
	if ((parts & (STAP_STAT_VARIANCE | STAP_STAT_LINEAR)) || stap_unlikely(stat->is_deleted) ||
	    ((parts & STAP_STAT_LOG) && type->is_chunked)) {
		stap_stat_add_slow(stat, type, value);
		return;
	}
	stat->sequence++;			 /* one instruction, and only this CPU writes it */
	__atomic_signal_fence(__ATOMIC_SEQ_CST); /* x86 keeps stores in order */
	stat->count++;
	if (parts & STAP_STAT_SUM)
		stat->sum += value;
	if (parts & STAP_STAT_MIN_MAX) {
		if (value < stat->min)
			stat->min = value;
		if (value > stat->max)
			stat->max = value;
	}
	if (parts & STAP_STAT_LOG) {
		int bucket = STAP_LOG_ZERO;

		if (value > 0)
			bucket += 64 - __builtin_clzll(value);
		else if (value < 0)
			bucket -= value == STAP_INT64_MIN ? 64 : 64 - __builtin_clzll(-value);
		stat->buckets[bucket > 127 ? 127 : bucket]++;
	}
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	stat->sequence++;
}

stap_inline void stap_global_stat_add(struct stap_context *c, struct stap_global_stat *global,
				      uint32_t parts, int64_t value)
{
	stap_stat_add(global->cpus[c->cpu], &global->type, parts, value);
}

/* Merges all CPUs. The result lives until this context reads the same global again. */
const struct stap_stat *stap_global_stat_read(struct stap_context *c,
					      struct stap_global_stat *global);
void stap_global_stat_delete(struct stap_global_stat *global);

/*
 * @min, @max, @avg and @variance of an empty statistic raise "empty aggregate"; @count and @sum
 * give 0.
 */
int64_t stap_stat_min(struct stap_context *c, const struct stap_stat *stat, const char *place);
int64_t stap_stat_max(struct stap_context *c, const struct stap_stat *stat, const char *place);
int64_t stap_stat_average(struct stap_context *c, const struct stap_stat *stat, const char *place);
int64_t stap_stat_variance(struct stap_context *c, const struct stap_stat *stat,
			   const struct stap_stat_type *type, const char *place);

/* Number of, count in, and lowest value of histogram buckets, as foreach and subscripts see them.
 */
int64_t stap_hist_bucket(struct stap_context *c, const struct stap_stat *stat,
			 const struct stap_stat_type *type, int64_t bucket, const char *place);

/* ---------------------------------------------------------------- maps */

union stap_value {
	int64_t number;
	const char *string;
};

enum stap_value_kind {
	STAP_LONG,
	STAP_STRING,
	STAP_STATS
};

#define STAP_MAX_KEYS 16

/* What the translator says of an array; the runtime's part is behind `map`. */
struct stap_map_type {
	const char *name; /* for messages */
	uint8_t key_count;
	uint8_t value_kind;
	bool wraps;			   /* % : the oldest entry makes room */
	uint8_t key_kinds[STAP_MAX_KEYS];  /* STAP_LONG or STAP_STRING */
	uint16_t key_sizes[STAP_MAX_KEYS]; /* bytes of a string key incl. NUL */
	uint32_t value_size;		   /* bytes of a string value incl. NUL */
	uint32_t max_entries;
	struct stap_stat_type stat; /* STAP_STATS */
};

struct stap_map; /* private to runtime/map.c */

/*
 * A global array. Maps of statistics are per CPU and merged on reading: `<<<` takes no lock.
 * Whatever else a handler does with one is done under its lock, so that a handler stays one atomic
 * step: read it shared, delete or iterate exclusively. All use of other maps is locked: exclusively
 * to change them or to iterate in a sorted order.
 */
struct stap_global_map {
	struct stap_map_type type;
	struct stap_map *map; /* made at start by the runtime */
};

/* Return the value, 0 or "" when the key is not there. A string stays valid until the map changes.
 */
int64_t stap_map_get_long(struct stap_context *c, struct stap_global_map *map,
			  const union stap_value *keys);
const char *stap_map_get_string(struct stap_context *c, struct stap_global_map *map,
				const union stap_value *keys);

/*
 * Return the place of the value, made (0, "") when it is not there; NULL after raising "Array
 * overflow, check MAXMAPENTRIES". A string's place has type.value_size bytes.
 */
int64_t *stap_map_slot_long(struct stap_context *c, struct stap_global_map *map,
			    const union stap_value *keys, const char *place);
char *stap_map_slot_string(struct stap_context *c, struct stap_global_map *map,
			   const union stap_value *keys, const char *place);
/*
 * This CPU's statistic for the key, to be given to stap_stat_add together with &map->type.stat;
 * NULL after the same error. It must be added to before the next call for this map.
 */
struct stap_stat *stap_map_slot_stat(struct stap_context *c, struct stap_global_map *map,
				     const union stap_value *keys, const char *place);
/* @map[@keys] <<< @value. @parts must be a constant equal to map->type.stat.parts. */
stap_inline void stap_map_stat_add(struct stap_context *c, struct stap_global_map *map,
				   const union stap_value *keys, uint32_t parts, int64_t value,
				   const char *place)
{
	struct stap_stat *stat = stap_map_slot_stat(c, map, keys, place);

	if (stap_likely(stat))
		stap_stat_add(stat, &map->type.stat, parts, value);
}

/* All CPUs merged; an empty statistic when the key is not there. Valid until the next read. */
const struct stap_stat *stap_map_get_stat(struct stap_context *c, struct stap_global_map *map,
					  const union stap_value *keys);

/* Bit i of @wild: key i is the wildcard *. */
bool stap_map_has(struct stap_context *c, struct stap_global_map *map, const union stap_value *keys,
		  uint32_t wild);
void stap_map_delete(struct stap_context *c, struct stap_global_map *map,
		     const union stap_value *keys, uint32_t wild);
void stap_map_clear(struct stap_context *c, struct stap_global_map *map);

enum stap_sort_by {
	STAP_SORT_NONE,
	STAP_SORT_KEY,
	STAP_SORT_VALUE,
	STAP_SORT_COUNT,
	STAP_SORT_SUM,
	STAP_SORT_MIN,
	STAP_SORT_MAX,
	STAP_SORT_AVERAGE
};

/* One foreach. The generated code keeps it on the stack; members are the runtime's. */
struct stap_iterator {
	struct stap_global_map *map;
	void *next;
	int64_t left;
	const union stap_value *slice;
	uint32_t wild;
	void *entry; /* the one stepped to */
};

/*
 * Starts a foreach: sorts when asked (in place: the order of the map changes, as later unsorted
 * loops will show), and limits to @limit entries (INT64_MAX: none). @slice may be NULL.
 */
void stap_iterate(struct stap_context *c, struct stap_iterator *iterator,
		  struct stap_global_map *map, enum stap_sort_by by, unsigned key, bool descending,
		  int64_t limit, const union stap_value *slice, uint32_t wild);
/* Steps to the next entry; false after the last. */
bool stap_iterate_next(struct stap_context *c, struct stap_iterator *iterator);
/* Of the entry stepped to. Strings stay valid while the loop's body does not change the map. */
int64_t stap_iterator_key_long(const struct stap_iterator *iterator, unsigned key);
const char *stap_iterator_key_string(const struct stap_iterator *iterator, unsigned key);
int64_t stap_iterator_value_long(const struct stap_iterator *iterator);
const char *stap_iterator_value_string(const struct stap_iterator *iterator);
const struct stap_stat *stap_iterator_value_stat(struct stap_context *c,
						 struct stap_iterator *iterator);

/* ---------------------------------------------------------------- output */

/* A printf conversion that is more than %d or %s. */
struct stap_format {
	char conversion; /* d i u x X o b p s c m M */
	bool minus, plus, space, zero, alternate;
	int16_t width;	   /* 0: none */
	int16_t precision; /* -1: none */
};

/* Width or precision from an argument (*) of printf, its sign dropped. */
stap_inline int16_t stap_format_size(int64_t value)
{
	if (value < 0)
		value = value == STAP_INT64_MIN ? STAP_INT64_MAX : -value;
	return value > 32767 ? 32767 : value;
}

/*
 * Write into @o, which is &c->out or a string being built. In c->out text that does not fit is
 * sent off and the buffer starts anew; in a string it is cut off.
 */
void stap_put_text(struct stap_context *c, struct stap_output *o, const char *text, size_t length);
void stap_put_string(struct stap_context *c, struct stap_output *o, const char *string);
void stap_put_long(struct stap_context *c, struct stap_output *o, int64_t value);
void stap_put_char(struct stap_context *c, struct stap_output *o, int64_t value); /* %c: 1 byte */
void stap_put_number(struct stap_context *c, struct stap_output *o, int64_t value,
		     struct stap_format format);
void stap_put_padded(struct stap_context *c, struct stap_output *o, const char *string,
		     struct stap_format format);
/* %m %M: precision bytes (default 1) at a kernel address, raw or as hex digits. */
void stap_put_memory(struct stap_context *c, struct stap_output *o, uint64_t address,
		     struct stap_format format, const char *place);
void stap_put_hist(struct stap_context *c, struct stap_output *o, const struct stap_stat *stat,
		   const struct stap_stat_type *type, const char *place);

/* Begins a string in @buffer; the text is ended with stap_string_end(). */
stap_inline struct stap_output stap_string_begin(char *buffer, size_t size)
{
	return (struct stap_output){ buffer, buffer + size - 1 };
}

stap_inline void stap_string_end(struct stap_output *o)
{
	*o->at = 0;
}

/* To stderr of stap: warn("…"), error text; log("…"). A newline is added by warn and log. */
void stap_warn(struct stap_context *c, const char *message);
void stap_log(struct stap_context *c, const char *message);
void stap_ftrace(struct stap_context *c, const char *message); /* into the kernel's trace buffer */
/* system(): staprun runs the command in a shell; one that is too long is an error. */
void stap_system(struct stap_context *c, const char *command);
void stap_switch_file(struct stap_context *c); /* of -o: what is printed from now on */
/* exit(): no handler starts any more; end probes will run. Returns to the handler. */
void stap_exit(struct stap_context *c);
/* As above, with the exit status of stap. */
void stap_exit_status(struct stap_context *c, int64_t status);
/* abort(): as exit(), and raises what ends the handler through each `try` block. */
void stap_abort(struct stap_context *c);

/* ---------------------------------------------------------------- probes */

/* The place of a probe in the kernel's text; tables are sorted by address. */
struct stap_place {
	uint64_t address;     /* link-time address; 0: resolve .symbol at run time */
	const char *point;    /* pp(): kernel.function("vfs_read@fs/read_write.c:450") */
	const char *function; /* probefunc(), ppfunc() */
	const char *symbol;   /* kprobe.function("x"): resolved by the kernel */
	uint32_t section;     /* in a module: of stap_sections; .address is an offset in it */
};

/* One handler of the script. Several places may share it. */
struct stap_probe {
	const char *point; /* pp() for probes without places */
	void (*handler)(struct stap_context *c);
	/* Return probes: runs at the function's entry and fills c->saved; NULL: nothing to save. */
	void (*entry)(struct stap_context *c);
	uint32_t index;	  /* counters (hits, skipped) are by this number: 0 … probe_count - 1 */
	const char *name; /* pn(), of a probe that an alias stands for; where that is asked for */
	const char *type; /* probe_type(), where that is asked for; of what returns: see there */
};

/* begin, end, error, oneshot: in the order of priority, then of the script. */
enum stap_moment {
	STAP_AT_BEGIN,
	STAP_AT_END,
	STAP_AT_ERROR
};
struct stap_moment_probe {
	const struct stap_probe *probe;
	enum stap_moment moment;
	int64_t priority;
};

struct stap_timer_probe {
	const struct stap_probe *probe;
	int64_t period_ns; /* 0: jiffies */
	int64_t jitter_ns; /* .randomize: each period varies by ± this much */
	int64_t jiffies, jitter_jiffies;
	bool profile; /* timer.profile: every CPU, each tick, with the registers interrupted */
};

/* Function entries (ftrace where possible) and places inside functions (kprobes). */
struct stap_kernel_probe {
	const struct stap_probe *probe;
	const struct stap_place *places;
	uint32_t place_count;
	bool is_return;
	bool is_entry;	      /* the places are function entries: ftrace may serve */
	bool is_absolute;     /* the addresses are those of the running kernel */
	bool all_registers;   /* handler, return: `entry` needs more than STAP_ENTRY_REGISTERS */
	bool optional;	      /* places that the kernel refuses are left out silently */
	bool traced_only;     /* so are those that ftrace does not serve */
	uint32_t saved_count; /* return: slots that `entry` fills */
	uint32_t max_active;  /* return: .maxactive(N); 0: the default */
};

/*
 * A tracepoint and one of its probes. Those of one tracepoint stand together, with the same
 * callback: it stores the arguments that handlers read, and calls stap_tracepoint_hit().
 */
struct stap_tracepoint_probe {
	const struct stap_probe *probe;
	struct stap_place place; /* .symbol: the tracepoint's name */
	const char *module;	 /* it is in; NULL: the kernel */
	void *callback;		 /* void (*)(void *data, the tracepoint's arguments) */
	bool optional;		 /* left out silently when the kernel has no such tracepoint */
};

/*
 * Runs the probes of a tracepoint; @data is the callback's. Any context that tracepoints are in,
 * interrupts enabled or not.
 */
void stap_tracepoint_hit(void *data, const int64_t *arguments);

/* A file below /proc/systemtap/MODULE; c->event is $value, a char array. */
struct stap_procfs_file {
	const char *path;
	const struct stap_probe *read, *write; /* or NULL; neither: a directory, before its files */
	uint16_t mode;			       /* permissions */
	uint32_t read_size;		       /* bytes that `read` may fill, with the NUL */
};

/* stdin.char, stdin.line; c->event is the text. */
struct stap_stdin_probe {
	const struct stap_probe *probe;
	bool is_line;
};

/* A netfilter hook; c->event is a struct stap_packet. */
struct stap_netfilter_probe {
	const struct stap_probe *probe;
	uint32_t family, hook; /* enum nfproto, enum nf_inet_hooks or of the family's own */
	int32_t priority;
};

struct stap_packet {
	int64_t skb, in, out; /* addresses; in, out: 0 when there is no such device */
	int64_t hook, family;
	int64_t verdict; /* written by the handler */
};

/* A hardware breakpoint on data of the kernel. */
struct stap_data_probe {
	const struct stap_probe *probe;
	uint64_t address;
	uint32_t length; /* bytes: 1, 2, 4 or 8 */
	bool is_link_time;
	bool reads; /* they count too */
};

/* A performance event; the numbers are those of struct perf_event_attr. */
struct stap_perf_probe {
	const struct stap_probe *probe;
	uint32_t type;
	uint64_t config;
	uint64_t period;     /* a sample each so many, or */
	uint32_t hz;	     /* about so many samples a second */
	const char *process; /* path of the program whose tasks are meant; NULL: all, or */
	bool of_target;	     /* those of -c or -x */
	bool is_counter;     /* no samples, but counts for stap_perf_counter() */
};

/* @perf: what the current task has counted of the event with this place in the table, or 0. */
int64_t stap_perf_counter(uint32_t number);

/* A module of the kernel that the script has places or variables in. */
struct stap_module {
	const char *name;
	const char *build_id; /* in hexadecimal; NULL: all sections are of any build */
};

/* A section of such a module. Where it is, is known while the module is loaded. */
struct stap_section {
	uint32_t module;    /* in the table of modules */
	bool init;	    /* freed when the module has been initialised */
	bool any_build;	    /* only what is at the symbol is meant, in whatever build */
	const char *anchor; /* a symbol in it by which it is found */
	uint64_t anchor_offset;
	uint64_t address; /* run time; 0: the module is not there */
};
extern struct stap_section stap_sections[]; /* the script's */

/* All of a script in modules: the places of `probes` are in sections. A table has one entry. */
struct stap_module_table {
	const struct stap_module *modules;
	uint32_t module_count;
	struct stap_section *sections;
	uint32_t section_count;
	const struct stap_kernel_probe *probes;
	uint32_t probe_count;
};

/* ---------------------------------------------------------------- user space */

struct stap_object_data; /* object_data.h: unwind tables and symbols of one file */

/* An ELF file of user space that the script has places, variables, frames or symbols in. */
struct stap_object {
	const char *path;     /* where it was when the script was translated */
	const char *build_id; /* in hexadecimal; NULL: it has none */
	/* Of segments that are mapped: link-time address minus offset in the file, of its code. */
	uint64_t text_bias;
	const struct stap_object_data *data; /* NULL: staprun may bring it later */
};
extern const struct stap_object stap_objects[]; /* the script's; stap_script.object_count */

#define STAP_NO_OBJECT (~0u)

/* A place in a file of user space. */
struct stap_user_place {
	struct stap_place place; /* .address: link-time */
	uint64_t offset;	 /* of the instruction in the file */
	uint64_t semaphore;	 /* offset in the file of the mark's counter (USDT); 0: none */
};

/* Places that uprobes serve: function entries and returns, statements, marks. */
struct stap_user_probe {
	const struct stap_probe *probe;
	const struct stap_user_place *places;
	uint32_t place_count;
	uint32_t object;  /* all places are in it: index into stap_objects */
	uint32_t program; /* only in processes that run this object; or STAP_NO_OBJECT */
	int32_t pid;	  /* only in this process; 0: in any (-c and -x: of the target) */
	bool is_return;
	bool optional;	      /* places that the kernel refuses are left out silently */
	uint32_t saved_count; /* return: slots that `entry` fills */
	uint32_t max_active;  /* return: .maxactive(N); 0: the default */
};

/* process.begin and so on. */
enum stap_process_event {
	STAP_PROCESS_BEGIN, /* a process exists: forked, executed, or there when the script starts
			     */
	STAP_PROCESS_END,
	STAP_THREAD_BEGIN, /* a thread other than the first */
	STAP_THREAD_END,
	STAP_SYSCALL,
	STAP_SYSCALL_RETURN,
};

struct stap_process_probe {
	const struct stap_probe *probe;
	enum stap_process_event event;
	uint32_t program; /* as above */
	int32_t pid;	  /* as above */
};

/* System calls of all processes by name. */
struct stap_syscall_probe {
	const struct stap_probe *probe;
	struct stap_place place;       /* .function: the call's name */
	int32_t number, compat_number; /* of 64-bit and of 32-bit calls; -1: none */
	bool is_return;
	uint32_t saved_count; /* return: slots that `entry` fills */
};

/* A hardware breakpoint on data of processes. */
struct stap_watch_probe {
	const struct stap_probe *probe;
	uint64_t address; /* link-time in `program`, else of the process */
	uint32_t length;  /* bytes: 1, 2, 4 or 8 */
	bool is_link_time;
	bool reads;	  /* they count too */
	uint32_t program; /* only in processes that run this object */
	uint64_t start;	  /* of its first instruction, the offset in the file */
	int32_t pid;	  /* only in this process; 0: in any (-c and -x: of the target) */
};

/*
 * The run-time address of the link-time @address of an object in the current process; raises an
 * error and returns 0 where it is not mapped.
 */
uint64_t stap_user_address(struct stap_context *c, uint32_t object, uint64_t address,
			   const char *place);

/* How the place of a thread variable is found: translator/debuginfo/values/tls.h says what has
 * which. */
enum stap_tls_model {
	STAP_TLS_EXECUTABLE, /* at an offset from the thread pointer */
	STAP_TLS_OFFSET,     /* a word has the offset from the thread pointer of one of them */
	STAP_TLS_MODULE,     /* a word has the number of their module */
	STAP_TLS_DESCRIPTOR, /* the second of two words has the offset of one, or leads to both */
};

/*
 * The address of the thread variable @name of the current thread. @slot is the run-time address of
 * the words, @offset that of the variable in its module's block or, for STAP_TLS_EXECUTABLE, from
 * the thread pointer; @own is the offset in the block of what the word is for. Raises an error and
 * returns 0 where the thread has none.
 */
uint64_t stap_user_tls(struct stap_context *c, enum stap_tls_model model, uint64_t slot,
		       int64_t offset, uint64_t own, const char *name);

/*
 * The stack of the current process in user mode. The first puts the addresses of its frames in
 * hexadecimal, with blanks between them, at most @count of them and MAXBACKTRACE; -1: all. The
 * second gives that of frame @number, 0 when there is none.
 */
void stap_put_user_addresses(struct stap_context *c, struct stap_output *o, int64_t count);
int64_t stap_user_frame(struct stap_context *c, int64_t number);

/* At bind() and connect(): the address given. "" or -1 where it has no such part. */
void stap_call_sockaddr_family(struct stap_context *c, char *to, size_t size); /* AF_INET */
void stap_call_sockaddr_address(struct stap_context *c, char *to, size_t size);
enum stap_call_sockaddr_number {
	STAP_SOCKADDR_PORT,
	STAP_SOCKADDR_FLOW,
	STAP_SOCKADDR_SCOPE
};
int64_t stap_call_sockaddr_number(struct stap_context *c, enum stap_call_sockaddr_number which);

int64_t stap_loader(void); /* the process id of staprun */

/* Of a function at its entry, of a system call: the argument @number (from 1). call_arguments.c */
uint64_t stap_argument(struct stap_context *c, int64_t number);
void stap_set_argument(struct stap_context *c, int64_t number, uint64_t value);
/* "rax", "eax" (its low 32 bits), "ax" (the same as rax). @of_user: of the user's registers. */
uint64_t stap_named_register(struct stap_context *c, const char *name, bool of_user);
bool stap_is_32bit_program(struct stap_context *c);
int64_t stap_stack_size(void); /* bytes of the kernel's stack of a task */
int64_t stap_stack_used(void);

/* In guru mode. guru.c */
void stap_printk(int64_t level, const char *message);
void stap_dump_stack(void);
void stap_panic(const char *message);
void stap_delay(int64_t us);					/* busily */
void stap_raise_signal(struct stap_context *c, int64_t signal); /* to the current process */

int64_t stap_load(int64_t index); /* of the last 1, 5, 15 minutes, in 2048ths */
int64_t stap_ticks_per_second(void);
/* The NUMA node of kernel memory; -1 for an address that the kernel does not map directly. */
int64_t stap_node_of(struct stap_context *c, uint64_t address);
/* "openat" for 257; NULL, -1: there is none. */
const char *stap_syscall_name(int64_t number);
int64_t stap_syscall_number_of(const char *name);

/* Whether the handler runs at a system call of the current task, or its return. */
stap_inline bool stap_at_system_call(const struct stap_context *c)
{
	return c->registers_kind == STAP_USER_CALL;
}

/* "ENOENT" for 2, also of the numbers that never leave the kernel (512 and on); NULL: none. */
const char *stap_errno_name(int64_t number);
/* "SIGINT" for 2, up to SIGRTMIN (32); NULL: none. */
const char *stap_signal_name(int64_t number);

/* Of that system call, of either width. */
int64_t stap_syscall_number(struct stap_context *c);
int64_t stap_syscall_argument(struct stap_context *c, unsigned number); /* 1 … 6; else 0 */
int64_t stap_syscall_result(struct stap_context *c);
bool stap_syscall_is_compat(struct stap_context *c); /* a 32-bit call */
/* The kernel's name of the call, "openat", where the probe names it; else "". */
const char *stap_syscall_own_name(struct stap_context *c);
/* Its arguments as text, "AT_FDCWD, \"x\", O_RDONLY, 000", and one of them (1 … 6): calls/. */
void stap_put_call_arguments(struct stap_context *c, struct stap_output *out);
void stap_put_call_argument(struct stap_context *c, struct stap_output *out, int64_t number);
/* Its result: "3", "-2 (ENOENT)", "0x7f0000000000". */
void stap_put_call_result(struct stap_context *c, struct stap_output *out);

/* A table of one family's probes. The runtime's side of a family is one object of operations. */
struct stap_family;
struct stap_family_table {
	const struct stap_family *family;
	const void *probes; /* array of the family's struct */
	uint32_t count;
};

extern const struct stap_family stap_moment_family;	/* struct stap_moment_probe */
extern const struct stap_family stap_timer_family;	/* struct stap_timer_probe */
extern const struct stap_family stap_kernel_family;	/* struct stap_kernel_probe */
extern const struct stap_family stap_tracepoint_family; /* struct stap_tracepoint_probe */
extern const struct stap_family stap_perf_family;	/* struct stap_perf_probe */
extern const struct stap_family stap_procfs_family;	/* struct stap_procfs_file */
extern const struct stap_family stap_stdin_family;	/* struct stap_stdin_probe */
extern const struct stap_family stap_data_family;	/* struct stap_data_probe */
extern const struct stap_family stap_netfilter_family;	/* struct stap_netfilter_probe */
extern const struct stap_family stap_module_family;	/* struct stap_module_table */
extern const struct stap_family stap_user_family;	/* struct stap_user_probe */
extern const struct stap_family stap_process_family;	/* struct stap_process_probe */
extern const struct stap_family stap_syscall_family;	/* struct stap_syscall_probe */
extern const struct stap_family stap_watch_family;	/* struct stap_watch_probe */

/* Scalars that staprun can set before the start: NAME=VALUE (-G). */
struct stap_parameter {
	const char *name;
	int64_t *number; /* or */
	char *string;	 /* max_string bytes */
};

/* The script: defined by the generated C file, read by the runtime. */
struct stap_script {
	struct stap_limits limits;
	const struct stap_family_table *families;
	uint32_t family_count;
	uint32_t probe_count;
	struct stap_global_map *const *maps;
	uint32_t map_count;
	struct stap_global_stat *const *stats;
	uint32_t stat_count;
	const struct stap_parameter *parameters;
	uint32_t parameter_count;
	uint32_t string_memory; /* bytes of frames that one handler may need at most */
	uint32_t match_string;	/* bytes of a string whose groups are kept; 0: none are */
	uint32_t print_buffer;	/* bytes; a handler's output is kept together up to this */
	uint32_t ring_mib;	/* -s; 0: default */
	uint64_t kernel_anchor; /* link-time address of register_kprobe (an exported function: its
				   run-time address gives stap_kernel_offset); 0: not needed */
	/*
	 * Addresses of the places of the kernel family that have none, in their order, once staprun
	 * has said them.
	 */
	uint64_t *symbols;
	uint32_t symbol_count;
	bool timing;			 /* -t: hits and cycles per probe */
	const char *const *probe_points; /* by index, for skipped and -t reports */
	uint32_t object_count;		 /* of stap_objects */
	bool unwinds;			 /* it asks for stacks of user space */
};
extern const struct stap_script stap_script;

/* ---------------------------------------------------------------- functions for tapsets */

int64_t stap_pid(void);
int64_t stap_tid(void);
int64_t stap_ppid(void);
int64_t stap_uid(void);
int64_t stap_euid(void);
int64_t stap_gid(void);
int64_t stap_egid(void);
/* Copies the name of the current task; @size >= 16. */
void stap_execname(char *text, size_t size);
int64_t stap_task_current(void);
int64_t stap_target(void); /* pid of -c or -x, or 0 */
/* The time zone where the session was started: seconds west of UTC, and its name. */
int64_t stap_zone_west(void);
const char *stap_zone_name(void);
int64_t stap_time_ns(void);  /* gettimeofday_ns: wall clock since 1970 */
int64_t stap_ktime_ns(void); /* monotonic */
int64_t stap_jiffies(void);
uint64_t stap_cycles(void);
int64_t stap_module_size(void);
const char *stap_module_name(void);
/* pp(), and the function probed; "" when there is none. */
const char *stap_point(struct stap_context *c);
const char *stap_probe_function(struct stap_context *c);
/* The name of the tracepoint or mark hit: $$name. */
const char *stap_probe_symbol(struct stap_context *c);
/* pn(), probe_type(); pnlabel(): the label that is probed, "" when none is. */
const char *stap_probe_name(struct stap_context *c);
const char *stap_probe_type(struct stap_context *c);
void stap_probe_label(struct stap_context *c, char *text, size_t size);
int64_t stap_random(void);
/*
 * Numbers of IEEE 754 binary64, as their bits: floating_point.c. Results are rounded to the
 * nearest, ties to even.
 */
int64_t stap_float_add(int64_t a, int64_t b);
int64_t stap_float_subtract(int64_t a, int64_t b);
int64_t stap_float_multiply(int64_t a, int64_t b);
int64_t stap_float_divide(int64_t a, int64_t b);
int64_t stap_float_remainder(int64_t a, int64_t b);
int64_t stap_float_square_root(int64_t value);
/* False when one of them is a NaN. */
bool stap_float_equal(int64_t a, int64_t b);
bool stap_float_less(int64_t a, int64_t b);
int64_t stap_float_of_long(int64_t value);
/* Of the binary32 number in the low 32 bits. */
int64_t stap_float_of_single(int64_t value);
/* The numbers are those that scripts know. */
enum stap_rounding {
	STAP_ROUND_NEAREST_EVEN,
	STAP_ROUND_TO_ZERO,
	STAP_ROUND_DOWN,
	STAP_ROUND_UP,
	STAP_ROUND_NEAREST_AWAY, /* of two, the one that is farther from 0 */
	STAP_ROUND_ODD = 6,	 /* of two, the odd one */
};
/* STAP_INT64_MIN for what does not fit, infinities and NaNs. */
int64_t stap_float_to_long(int64_t value, enum stap_rounding rounding);
/* As printf's %.*f; when the text has no room for @precision digits, with as many as fit. */
void stap_float_text(struct stap_context *c, char *text, size_t size, int64_t value,
		     int64_t precision);
/* Parses as strtod(3), but no hexadecimal digits. */
int64_t stap_float_parse(const char *text);
/* @text as a string of JSON, in quotes; what has no room is left out. */
void stap_json_quote(char *to, size_t size, const char *text);
/* Parses as strtoll(3). */
int64_t stap_parse_number(const char *text, int base);

/* ---------------------------------------------------------------- stacks and symbols */

/* An address as text. A form that ends a line ends it. */
enum stap_address_form {
	STAP_AS_HEX,	     /* 0x401136; in a list with a blank between two */
	STAP_AS_NAME,	     /* main, or the address where nothing has a name */
	STAP_AS_DATA,	     /* main+0x10/0x20 [/usr/bin/x] */
	STAP_AS_DATA_LINE,   /* the same as a line */
	STAP_AS_BRIEF,	     /* "main+0x10", a line */
	STAP_AS_LINE,	     /* " 0x401136 : main+0x10/0x20 [/usr/bin/x]" */
	STAP_AS_FILELINE,    /* " 0x401136 : main+0x10/0x20 at /src/x.c:12 [/usr/bin/x]" */
	STAP_AS_SOURCE_FILE, /* /src/x.c, or the address where that is not known; likewise: */
	STAP_AS_SOURCE_LINE, /* 12 */
	STAP_AS_SOURCE,	     /* /src/x.c:12 */
};

/*
 * The kernel's stack from where the handler runs, outwards: at most @count frames (-1: all), and
 * never more than MAXBACKTRACE. Nothing when the handler runs for code of a process.
 */
void stap_put_kernel_stack(struct stap_context *c, struct stap_output *o, int64_t count,
			   enum stap_address_form form);
/* The address of frame @number, from 0; 0 when there is none. */
int64_t stap_kernel_frame(struct stap_context *c, int64_t number);
/* The stack of another task that sleeps, as addresses. Raises an error when @task is none. */
void stap_put_task_stack(struct stap_context *c, struct stap_output *o, uint64_t task);

/* A kernel address; with @is_return it is behind a call, to which it is counted. */
void stap_put_kernel_symbol(struct stap_context *c, struct stap_output *o, uint64_t address,
			    bool is_return, enum stap_address_form form);
/* The module with a kernel address, or "kernel"; false when nothing is there. */
bool stap_kernel_module_name(struct stap_context *c, uint64_t address, char *text, size_t size);

/*
 * The stack of the current process in user mode, as stap_put_user_addresses() has it, in a form
 * with names. It ends early where a file is not known (yet), or a page is not in memory.
 */
void stap_put_user_stack(struct stap_context *c, struct stap_output *o,
			 enum stap_address_form form);
/* From the registers given. */
void stap_put_user_stack_from(struct stap_context *c, struct stap_output *o, int64_t pc, int64_t sp,
			      int64_t fp, enum stap_address_form form);
void stap_put_user_symbol(struct stap_context *c, struct stap_output *o, uint64_t address,
			  bool is_return, enum stap_address_form form);
/*
 * Of the file that is mapped at a user address: its name without directories, its build-id in
 * hexadecimal ("": none), the link-time address. They raise an error when there is no known file.
 */
void stap_user_module_name(struct stap_context *c, uint64_t address, char *text, size_t size);
void stap_user_module_build_id(struct stap_context *c, uint64_t address, char *text, size_t size);
int64_t stap_user_module_address(struct stap_context *c, uint64_t address);

/*
 * What @put makes of each address of a list of hexadecimal numbers: one of the functions above or
 * below. All but the first are taken to be return addresses.
 */
void stap_put_addresses(struct stap_context *c, struct stap_output *o, const char *list,
			enum stap_address_form form,
			void (*put)(struct stap_context *c, struct stap_output *o, uint64_t address,
				    bool is_return, enum stap_address_form form));

#include "tapset/network.h"

/*
 * Embedded C in functions, as it is written for SystemTap. Around each such function the translator
 * also defines STAP_ARG_name for its parameters, STAP_RETVALUE (long: an lvalue; string: a buffer
 * of MAXSTRINGLEN bytes) and STAP_RETURN(value), which ends in a jump to stap_embedded_end.
 */
#define CONTEXT c
#define STAP_ERROR(...)                                                                            \
	do {                                                                                       \
		stap_raise_format(c, NULL, __VA_ARGS__);                                           \
		goto stap_embedded_end;                                                            \
	} while (0)
#define STAP_PRINTF(...) stap_print_format(c, __VA_ARGS__)
void stap_print_format(struct stap_context *c, const char *format, ...);

#include "tapset/task_info.h"

#endif
