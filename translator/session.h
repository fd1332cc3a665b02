/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of stap: its options, its target, and what the five passes hand on to each other.
 */
#ifndef STAP_SESSION_H
#define STAP_SESSION_H

#include "arena.h"
#include "debuginfo/debuginfo.h"
#include "script/diagnostic.h"
#include "script/parser.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* A name and a value: -D NAME=VALUE, -G NAME=VALUE. */
struct setting {
	const char *name, *value; /* value: NULL when there is no '=' */
};

enum listing {
	LIST_NONE,
	LIST_POINTS /* -l */,
	LIST_VARIABLES /* -L */
};

/* What stap does in place of running a script. */
enum action {
	ACTION_NONE,
	ACTION_DUMP_FUNCTIONS, /* --dump-functions */
	ACTION_DUMP_ALIASES,   /* --dump-probe-aliases */
	ACTION_DOCUMENT,       /* --doc [DIR] */
	ACTION_CHECK_TAPSET,   /* --check-tapset [DIR] */
	ACTION_EXAMPLE	       /* --example [NAME] */
};

/* The command line. */
struct options {
	const char *script_text;	/* -e, or NULL */
	const char *script_path;	/* FILE, "-" for standard input, or NULL */
	VEC(const char *) extra_paths;	/* -E FILE: more scripts */
	VEC(const char *) tapset_paths; /* -I DIR */
	VEC(struct setting) defines;	/* -D */
	VEC(struct setting) globals;	/* -G */
	char **arguments;		/* of the script */
	size_t argument_count;
	enum listing listing;
	const char *listing_point;
	enum action action;
	const char *action_argument;	 /* DIR or NAME; NULL: none */
	unsigned last_pass;		 /* -p N, 5 by default */
	unsigned verbose[6];		 /* -v, --vp: level of each pass, from 1 */
	bool keep_temporary;		 /* -k */
	bool unoptimized;		 /* -u: unused things are kept */
	bool guru;			 /* -g */
	bool timing;			 /* -t */
	bool skip_bad_variables;	 /* --skip-badvars */
	bool suppress_handler_errors;	 /* --suppress-handler-errors */
	bool suppress_time_limits;	 /* --suppress-time-limits, guru mode */
	unsigned buffer_mib;		 /* -s; 0: default */
	const char *release;		 /* -r: release, or path of a build tree */
	const char *architecture;	 /* -a */
	const char *module_name;	 /* -m */
	const char *output_path;	 /* -o */
	const char *file_size;		 /* -S */
	bool background;		 /* -F */
	const char *command;		 /* -c */
	const char *target_pid;		 /* -x */
	const char *timeout;		 /* -T */
	const char *compatible;		 /* --compatible */
	VEC(const char *) data_files;	 /* -d */
	const char *sysroot;		 /* --sysroot */
	const char *temporary_directory; /* --tmpdir */
	const char *color;		 /* --color: "auto", "always", "never" */
};

/* The kernel that the module is for. */
struct target {
	const char *release;	     /* 6.1.0-56-cloud-amd64 */
	const char *build_directory; /* kernel headers with kbuild, or NULL when there are none */
	const char *architecture;    /* x86_64 */
	const char *build_id;	     /* of the kernel; NULL: not known, or not asked for yet */
	bool is_running;	     /* it is this host's kernel */
	const char *config;	     /* text of its .config, read on first use */
};

struct library;		/* library/library.h */
struct tracepoint_list; /* debuginfo/tracepoints/tracepoints.h */
struct kernel_objects;	/* probes/kernel_object.c */
struct user_objects;	/* probes/user_object.c */
struct system_calls;	/* probes/syscall_numbers.h */
struct btf_source;	/* debuginfo/types/btf.h */

struct session {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct options options;
	struct target target;
	struct script_environment environment;
	const char *cache_directory; /* $STAP_CACHE or ~/.cache/stap; exists and is ours, or NULL */
	const char *runtime_directory;	/* the runtime's sources */
	const char *tapset_directory;	/* the shipped library */
	const char *examples_directory; /* NULL: not installed */
	const char *program_directory;	/* where stap itself is: staprun is beside it */
	struct library *library;
	VEC(struct script *) scripts; /* the user's files, in order */

	/* What the module is made from besides the scripts: see session_note_input(). */
	VEC(const char *) inputs;

	/* Not 0 once a signal asks to stop; NULL where nobody asks. */
	const volatile sig_atomic_t *interrupted;

	/* The target kernel's debuginfo and why there is none: see target_debuginfo.h. */
	struct debuginfo *kernel_debuginfo;
	struct debuginfo_error kernel_debuginfo_error;
	/* build/header_types.h: for @cast with a header. */
	const char *(*header_types)(struct session *session, const char *header, bool is_kernel,
				    const char **why);
	/* Of the kernel and of its modules, read by the first probe that asks: probes/tracepoint.c.
	 */
	const struct tracepoint_list *kernel_tracepoints, *module_tracepoints;
	struct kernel_objects *kernel_objects; /* NULL: none asked for yet */
	unsigned object_parts;		       /* enum object_parts: what of user_objects is kept */
	bool wants_characters, wants_lines;    /* of staprun's standard input: probes/stdin.c */
	struct user_objects *user_objects;     /* NULL: none asked for yet */
	const struct system_calls *system_calls; /* likewise */
	/* Its own types, which serve in its place. */
	struct btf_source *kernel_btf;
	struct debuginfo_error kernel_btf_error;
};

/*
 * Notes that the module depends on @input, and is made anew when that changes: the absolute path of
 * a file, whether that is there or not; INPUT_TARGET, what -c and -x say; INPUT_PATH, where
 * programs are looked for; INPUT_DIRECTORY, the current one, where paths begin that are not
 * absolute.
 */
#define INPUT_TARGET	"-c -x"
#define INPUT_PATH	"PATH"
#define INPUT_DIRECTORY "."
void session_note_input(struct session *session, const char *input);

/*
 * Reads a file into the arena. Returns NULL and leaves errno when it cannot; nothing is reported.
 */
struct source_file *session_read_file(struct session *session, const char *path, const char *name);

/* Writes @text to a file, made new. Returns false and leaves errno when it cannot. */
bool session_write_file(const char *path, const char *text);

/* Returns the value of CONFIG_… in the target's configuration: "y", "m", a literal; NULL: not set.
 */
const char *session_kernel_config(struct session *session, const char *name);

/*
 * Returns the value of a -D limit such as MAXACTION, or @value when it was not given. A value that
 * is not a number is reported once by the option parser.
 */
int64_t session_limit(const struct session *session, const char *name, int64_t value);

/* Returns MAXSTRINGLEN, the bytes of a string with its NUL: 16 at least, for the name of a task. */
unsigned session_max_string(const struct session *session);

#endif
