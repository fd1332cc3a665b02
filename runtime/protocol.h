/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a module and staprun say to each other. Shared by the kernel and user space.
 *
 * A loaded module has one file, /proc/stap:NAME (mode 0600; the prefix keeps a module's name from
 * meeting a file of the kernel's). Opened for reading and writing it is the session: one opener at
 * a time, write() gives commands, read() gives frames, and closing it ends the session. Opened for
 * reading only it shows the state of the module as lines "KEY VALUE".
 */
#ifndef STAP_PROTOCOL_H
#define STAP_PROTOCOL_H

#include <linux/types.h>

#define STAP_PROTOCOL	 5
#define STAP_PROC_PREFIX "stap:"

/* ---------------------------------------------------------------- what a module file tells */

/*
 * A section of the module with lines "KEY=VALUE\n": staprun loads no module without it. The values
 * of the kernel are those of the one that the module was built for.
 */
#define STAP_INFO_SECTION ".stap.info"
#define STAP_INFO_RELEASE "kernel_release" /* uname -r */
/* In decimal, what of files the module wants to know: enum stap_object_part; absent: nothing. */
#define STAP_INFO_OBJECTS  "object_parts"
#define STAP_INFO_BUILD_ID "kernel_build_id" /* hexadecimal; empty when it is not known */
/* What the script wants staprun's standard input by; absent: it does not want it. */
#define STAP_INFO_INPUT		   "input"
#define STAP_INFO_INPUT_CHARACTERS "characters" /* each as soon as it is there */
#define STAP_INFO_INPUT_LINES	   "lines"

/*
 * A section with the names of functions of the kernel that the module knows no address of, each
 * with its NUL; their number counts from 0. It is there when they are many.
 */
#define STAP_SYMBOLS_SECTION ".stap.symbols"

/* ---------------------------------------------------------------- staprun to module */

/* One write() is one command: this, then what is said below. It returns its size or -1. */
struct stap_command {
	__u32 protocol; /* STAP_PROTOCOL, else EPROTO */
	__u32 kind;
};

enum stap_command_kind {
	/* struct stap_setup. Once, and first: before it there is nothing to read. */
	STAP_COMMAND_SETUP = 1,
	/*
	 * "NAME=VALUE": sets a global of the script. Before the start. ENOENT: there is no such
	 * global; EINVAL: not a number; E2BIG: a string that is too long.
	 */
	STAP_COMMAND_PARAMETER,
	/*
	 * struct stap_symbols: what staprun found out about STAP_SYMBOLS_SECTION. Before the start.
	 * ERANGE: there are no symbols of these numbers.
	 */
	STAP_COMMAND_SYMBOLS,
	/*
	 * Allocates, runs the begin probes, arms all others. On an error the messages are among the
	 * frames; ENOMEM may come without.
	 */
	STAP_COMMAND_START,
	/* Disarms, runs the end or error probes, reports. Then read() comes to its end. */
	STAP_COMMAND_STOP,
	/*
	 * struct stap_fed_file: a file of user space that the module may not know. Its data follows
	 * in as many STAP_COMMAND_DATA as it takes. EEXIST: the module knows it already.
	 */
	STAP_COMMAND_FILE,
	STAP_COMMAND_DATA,
	/* The __u32 number of a wanted file that could not be had: it may be asked for again. */
	STAP_COMMAND_UNAVAILABLE,
	/*
	 * Bytes of the standard input, STAP_INPUT_MOST at most; none at all: it has ended. It
	 * returns when their handlers have run, which wait for room for what they print. Where a
	 * signal comes it takes fewer bytes (the result of the write says so), or fails with EINTR
	 * before the first. ENODEV: handlers run no more.
	 */
	STAP_COMMAND_INPUT,
	/* Ends the session now: START and STOP wait no longer for output to be read. */
	STAP_COMMAND_HURRY,
};

#define STAP_ZONE_SIZE 32

struct stap_setup {
	__s32 target;	    /* target(), 0: none */
	__s32 seconds_west; /* of UTC: the zone of staprun, with what is of summer now */
	/* What that zone is called now, with its NUL. */
	char zone[STAP_ZONE_SIZE];
	/*
	 * Path of staprun: `PATH -d NAME` is started when the session was closed without STOP. Not
	 * empty, ends with NUL; the command is as long as the path demands.
	 */
	char remover[];
};

struct stap_symbols {
	__u32 first; /* number of the first one */
	__u32 count;
	__u64 addresses[]; /* run time; 0: not known, STAP_SYMBOL_ABSENT: not in the kernel */
};

#define STAP_SYMBOL_ABSENT (~0ull)
#define STAP_SYMBOLS_MAX   512 /* of one command */

struct stap_fed_file {
	__u32 size; /* of its data (object_data.h), bytes; 0: there is none, but the file is known
		     */
	/*
	 * Where the file is, with its NUL, and what it is called, with its NUL. Both are empty for
	 * the vDSO.
	 */
	char paths[];
};

#define STAP_COMMAND_MOST (1 << 15) /* bytes of a command, with its head */
#define STAP_INPUT_MOST	  4096

/* ---------------------------------------------------------------- module to staprun */

/* read() gives whole frames. The next one begins at a multiple of STAP_FRAME_ALIGN bytes. */
struct stap_frame {
	__u32 kind;
	__u32 size; /* bytes of data */
	char data[];
};

#define STAP_FRAME_ALIGN 8

/* The least size of a read(), bytes: every frame fits. */
#define STAP_READ_SIZE (1 << 16)

#define STAP_SYSTEM_MOST (1 << 14)

enum stap_frame_kind {
	STAP_FRAME_OUTPUT,  /* for stdout */
	STAP_FRAME_ERROR,   /* for stderr, after "ERROR: ", without its newline */
	STAP_FRAME_WARNING, /* for stderr, after "WARNING: ", likewise */
	STAP_FRAME_LOG,	    /* for stderr as it is, likewise */
	STAP_FRAME_WANTED,  /* struct stap_wanted_file: answer with FILE or UNAVAILABLE */
	STAP_FRAME_SYSTEM, /* a command for a shell, without its NUL, at most STAP_SYSTEM_MOST bytes
			    */
	STAP_FRAME_SWITCH, /* no matter what: what follows goes to the next file */
	STAP_FRAME_EXIT,   /* no content: the session wants to end; answer with STOP */
	STAP_FRAME_END,	   /* struct stap_end: the last one */
};

/* A file that a handler met and the module does not know. */
struct stap_wanted_file {
	__u32 process; /* thread group, as the initial namespace counts */
	__u32 number;  /* for STAP_COMMAND_UNAVAILABLE */
	__u64 address; /* in that process: the file is mapped there */
};

struct stap_end {
	__s32 status;  /* of exit_status(); 0 when it was not called */
	__u32 failed;  /* the script ended with an error, or did not start */
	__u64 errors;  /* uncaught errors of handlers */
	__u64 skipped; /* hits whose handler did not run */
	__u64 nested;  /* hits whose handler did not run, since one was running on that CPU */
	__u64 lost;    /* pieces of output for which there was no room */
};

#endif
