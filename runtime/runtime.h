/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runtime's own header: what its files share with each other and the script does not see.
 *
 *	context.c    per-CPU contexts, errors of handlers, skipped hits (the inline part: enter.h)
 *	timing.c     overload detection, -t
 *	session.c    module init and exit, the states, parameters, the closing report
 *	control.c    the file through which staprun reads and commands (protocol.h)
 *	transport.c  the rings of what was printed
 *	output.c     text into a context's print buffer (format.c: values as text)
 *	map*.c stat.c histogram.c   arrays and statistics
 *	memory.c registers.c user_tls.c   where variables are
 *	probes/      a file for each family of probe points, and what they share
 *	stacks/      stacks, names of addresses, and the files of user space that are known for that
 *	tapset/      what the library's functions stand on
 *	calls/       arguments of system calls as text
 *	arch/        what is of the processor
 *	trials/      questions to the kernel's headers
 *
 * "Handler context" means: any context, NMI included, with interrupts disabled.
 */
#ifndef STAP_RUNTIME_H
#define STAP_RUNTIME_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/types.h>

#include "protocol.h"
#include "trials.h" /* made with the kit: HAVE_X for each trials/x.c that compiles */
#include "stap.h"

/* KSYM_SYMBOL_LEN or more, without <linux/kallsyms.h>, which takes longer than all else here. */
#define STAP_SYMBOL_SIZE 768

/* For large variables of handlers: not set to 0 first, as kernels may have it done with all. */
#if __has_attribute(uninitialized)
#define STAP_UNSET __attribute__((uninitialized))
#else
#define STAP_UNSET
#endif

/* ---------------------------------------------------------------- session (session.c) */

enum stap_state {
	STAP_LOADED,   /* nothing but the control file exists */
	STAP_STARTING, /* memory is allocated, begin probes run, probes are being armed */
	STAP_RUNNING,  /* handlers run */
	STAP_STOPPING, /* asked to end: no handler starts any more, probes are being disarmed */
	STAP_STOPPED,  /* nothing is armed; end or error probes run, then memory is freed */
};

struct stap_session {
	enum stap_state state;	   /* read by every hit: written with WRITE_ONCE or cmpxchg only */
	bool failed;		   /* `error` probes run instead of `end` probes */
	bool exit_asked;	   /* exit() was called, maybe while STARTING */
	int exit_status;	   /* of exit_status() */
	const char *failure;	   /* the session's last message, without "ERROR: ", or NULL */
	atomic_t errors;	   /* uncaught errors of handlers */
	atomic_t skipped;	   /* hits skipped for any cause but the next */
	atomic_long_t nested;	   /* hits while a handler was running on the CPU */
	atomic_t waiting;	   /* handlers between stap_wait_begin() and stap_wait_end() */
	int target;		   /* target(): set by staprun before the start */
	int seconds_west;	   /* tz_gmtoff(), likewise */
	char zone[STAP_ZONE_SIZE]; /* tz_name(), likewise */
	bool aborted;		   /* abort() was called */
};
extern struct stap_session stap_session;

/*
 * Ends a running session (any context, even within another handler): RUNNING becomes STOPPING and
 * staprun is woken (irq_work). While STARTING only stap_session.exit_asked is set: the start goes
 * on to the end of the begin probes and then stops.
 */
void stap_session_stop(void);

/* Whether @error is what stap_abort() raises, which no handler catches. */
bool stap_is_abort(const char *error);

/*
 * As above, and makes the session a failed one. @failure is a literal; it is shown by session.c
 * as "ERROR: …" when it stops, since the context it is raised in may not be able to write; NULL
 * when the message was already written.
 */
void stap_session_fail(const char *failure);

/* ---------------------------------------------------------------- contexts (context.c, enter.h) */

enum stap_skip_cause {
	STAP_SKIP_REENTRANT, /* a handler already runs on this CPU */
	STAP_SKIP_LOCK,	     /* a global was locked too long */
	STAP_SKIP_STACK,     /* too little kernel stack left */
	STAP_SKIP_MISSED,    /* the kernel's own mechanism missed it (kprobe, kretprobe) */
	STAP_SKIP_CAUSES
};

/* Per probe, by stap_probe.index; counted when it happens, which is rare. */
struct stap_skips {
	atomic_t causes[STAP_SKIP_CAUSES];
};

/* One probe on one CPU, with -t. */
struct stap_timing {
	u64 hits, cycles, min, max;
};

struct stap_armed;
struct stap_unwind_hint;

/* A context with what only the runtime sees of it. One per possible CPU, and stap_sleeper. */
struct stap_cpu {
	/* First line: what each hit touches besides the context. */
	s32 is_free;	 /* 1; less: a handler owns the context */
	u32 until_timed; /* hits until one is timed, see timing.c */
	s64 max_actions; /* to start c.actions with */
	char *strings;	 /* string memory, script.string_memory bytes */
	char *print;	 /* print buffer, script.print_buffer bytes: c.out lies in it */
	const struct stap_armed *armed; /* the armed kernel place or places that were hit */
	unsigned long stack_top;	/* of the first script function entered, see function.c */

	struct stap_context c ____cacheline_aligned;

	char message[512];	       /* scratch for an error with its place */
	char symbol[STAP_SYMBOL_SIZE]; /* of a kernel address: kernel_symbols.c */
	u32 sample;		       /* one hit of so many is timed */
	u64 random;		       /* state of stap_random() */
	bool checks_overload;
	u64 cycles, interval_start;	       /* overload detection, see timing.c */
	u64 waited, waits_since;	       /* cycles between stap_wait_begin() and _end() */
	struct stap_timing *timings;	       /* by probe index, NULL without -t */
	struct stap_unwind_hint *unwind_hints; /* unwind.h */
	struct stap_recent_mapping *recent_mappings; /* user_mapping.c; NULL: none are kept */
};

DECLARE_PER_CPU(struct stap_cpu *, stap_cpus);
/*
 * For begin, end and error probes, which sleep (c.can_sleep), and for what sleeper.c runs, which
 * does not.
 */
extern struct stap_cpu *stap_sleeper;
extern struct stap_skips *stap_skips; /* by probe index */

/*
 * c->cpu of a context is below this number: one slot per possible CPU number, and the last one for
 * stap_sleeper, which is not bound to a CPU. What is "per CPU" for a script (statistics, maps of
 * statistics, merge space) has this many slots; nr_cpu_ids is the sleeper's.
 */
static inline unsigned int stap_slot_count(void)
{
	return nr_cpu_ids + 1;
}

static inline struct stap_cpu *stap_cpu_of(struct stap_context *c)
{
	return container_of(c, struct stap_cpu, c);
}

/* Finds out by how much the kernel was moved: stap_kernel_offset. Before the first handler. */
void stap_kernel_offset_init(void);

/*
 * Between these a handler that runs in the task itself (STAP_USER_TASK) may wait for what the task
 * could wait for in its place: interrupts are on, it stays on its CPU and keeps its context, so
 * that other hits on that CPU are skipped. False, and then nothing is to be ended, for any other
 * handler.
 */
bool stap_wait_begin(struct stap_context *c);
void stap_wait_end(void);

/* Allocate and free all contexts (task context, session.c). Return 0 or -ENOMEM. */
int stap_contexts_create(void);
void stap_contexts_destroy(void);
size_t stap_contexts_size(void); /* bytes allocated per CPU */

/*
 * Counts a skipped hit of @probe; ends the session past MAXSKIPPED. Any context. A hit within a
 * handler (STAP_SKIP_REENTRANT) is counted apart and never ends it: it comes from what the runtime
 * itself calls, is no sign that anything is too slow, and a script on all functions has many. So is
 * one that finds a global locked by a handler that waits for a page.
 */
void stap_skip(const struct stap_probe *probe, enum stap_skip_cause cause);
/* As above, @count hits at once; for the kernel's own nmissed counters. Never ends the session. */
void stap_skip_missed(const struct stap_probe *probe, unsigned long count);

/* Reports and counts the error of a handler that just ended. Handler context or sleeper. */
void stap_handler_failed(struct stap_context *c);

/* Starts the measuring of a context whose other members are set. */
void stap_timing_init(struct stap_cpu *cpu);
/* -t: writes a line per probe that was hit to the output. Sleeper context, STOPPED. */
void stap_timing_report(struct stap_context *c);

/* ---------------------------------------------------------------- transport (transport.c) */

enum stap_record_kind {
	STAP_RECORD_OUTPUT,  /* stdout */
	STAP_RECORD_ERROR,   /* stderr, "ERROR: " goes before */
	STAP_RECORD_WARNING, /* stderr, "WARNING: " goes before */
	STAP_RECORD_LOG,     /* stderr, as it is */
	STAP_RECORD_WANTED,  /* for staprun: struct stap_wanted_file */
	STAP_RECORD_SYSTEM,  /* for staprun: a command */
	STAP_RECORD_SWITCH,  /* for staprun: the next file, please */
};

/*
 * Queues a record for staprun, of any size up to the print buffer's. Any context. From a sleeper
 * (@can_sleep) it waits for room in the ring while staprun reads; else what does not fit is counted
 * as lost. For all kinds but OUTPUT the text is one message without its newline.
 */
void stap_transport_write(enum stap_record_kind kind, const char *text, size_t size,
			  bool can_sleep);

/*
 * As above, of what is not output. Any context, with interrupts disabled. False when there is no
 * room now, which is not counted.
 */
bool stap_transport_offer(enum stap_record_kind kind, const char *text, size_t size);

/* ---------------------------------------------------------------- output (output.c) */

/*
 * Sends what is in c->out (print .. at) and empties it. Handler context or sleeper. Called by
 * stap_leave when there is something, and by stap_put_… when the buffer is full.
 */
void stap_output_flush(struct stap_context *c);

/* ---------------------------------------------------------------- globals (globals.c) */

/*
 * False when @size bytes are more than half of the memory that is available: a script shall not
 * make the kernel kill others for it (task context).
 */
bool stap_memory_allows(u64 size);

/* Copies @size bytes, which lie in at most two pages, from the user. False on a fault. */
bool stap_copy_from_user(struct stap_context *c, void *to, unsigned long address, size_t size);
/* The same of memory at a system call, pages that were never touched included. */
bool stap_copy_untouched(void *to, unsigned long address, size_t size);

/* Allocate and free what the script's globals need (task context). Return 0 or -ENOMEM. */
int stap_maps_create(void);
/* Before a handler that runs on stap_sleeper and cannot sleep. False without memory. */
bool stap_maps_prepare_sleeper(void);
void stap_maps_destroy(void);
int stap_stats_create(void);
void stap_stats_destroy(void);
size_t stap_globals_size(void); /* bytes allocated for all of them, over all CPUs */

/* ---------------------------------------------------------------- probe families */

/*
 * The runtime's side of a family. A script has at most one table per family. All run in task
 * context, from session.c, never at the same time. An operation that fails has written its message
 * (stap_start_error); the session then undoes what it did for the families before.
 */
struct stap_family {
	const char *name;
	/* What the kernel was configured without, so that there are no operations; else NULL. */
	const char *lacks;
	/* Allocates, resolves addresses. Returns 0 or -errno, with nothing left allocated. */
	int (*prepare)(const struct stap_family_table *table);
	/* Arms all probes; the handlers refuse until RUNNING. Returns 0 or -errno, nothing armed.
	 */
	int (*arm)(void);
	/* Once handlers run (task context); NULL: nothing to do then. */
	void (*started)(void);
	/* Disarms all; on return no handler of the family runs or will run on any CPU. */
	void (*disarm)(void);
	/* Frees what prepare allocated. */
	void (*release)(void);
};

/*
 * The task that pid() and the like are about on this CPU in place of the current one, while a
 * handler runs for it; else NULL. Of tapset.c.
 */
DECLARE_PER_CPU(struct task_struct *, stap_subject);

/* Runs the probes of @moment in their order, on stap_sleeper (task context, session.c). */
void stap_run_moments(enum stap_moment moment);

/*
 * Runs a handler on stap_sleeper with @event as c->event, for a call from user space (task context,
 * sleeper.c). Returns 0; -EIO when the handler raised an error, -EBUSY when it was skipped, -ENODEV
 * when the session does not run, -EINTR when the caller was killed, -ENOMEM.
 */
int stap_run_for_caller(const struct stap_probe *probe, void *event);

/* A message of prepare or arm: goes to staprun as a STAP_RECORD_ERROR. printk's format. */
__printf(1, 2) void stap_start_error(const char *format, ...);
/* The same as a STAP_RECORD_WARNING. */
__printf(1, 2) void stap_start_warning(const char *format, ...);

#endif
