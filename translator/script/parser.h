/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text to syntax tree. Lexer, then conditionals and macros on the token stream, then a recursive
 * descent parser. Several errors per run are reported: the parser resynchronises at the next
 * top-level keyword.
 */
#ifndef STAP_SCRIPT_PARSER_H
#define STAP_SCRIPT_PARSER_H

#include "script/ast.h"
#include "script/diagnostic.h"

/* What conditionals %( … %? … %) and script arguments ask for. */
struct script_environment {
	struct diagnostics *diagnostics;
	struct arena *arena;
	const char *kernel_release; /* kernel_vr, and kernel_v up to the first '-' */
	const char *architecture;   /* "x86_64" */
	const char *stap_version;   /* systemtap_v: the language level, or --compatible */
	const char *privilege;	    /* systemtap_privilege: "stapdev" … */
	const char *runtime;	    /* "kernel" */
	bool guru;		    /* -g */
	char **arguments;	    /* script arguments */
	size_t argument_count;
	bool *argument_used; /* one per argument, set when $N or @N is used (also $# and @#: all) */
	/* Value of CONFIG_NAME in the target kernel: "y", "m", a literal, or NULL when not set. */
	const char *(*kernel_config)(void *data, const char *name);
	void *kernel_config_data;
	struct macro_table *macros; /* of the library and of the files so far; see macro.h */
};

/* Returns a fresh, empty macro table. */
struct macro_table *macro_table_new(struct arena *arena);

/* Reads the macros of a library file (*.stpm) into the environment's table. */
bool parse_macro_file(struct script_environment *environment, const struct source_file *file);

/*
 * Parses @file. Returns the script, never NULL; what could not be parsed is left out and counted
 * in the diagnostics' `errors`. Macros that a script defines are visible in that file only.
 */
struct script *parse_script(struct script_environment *environment, const struct source_file *file);

/* Parses a single probe point list such as the argument of -l. NULL after an error. */
struct point_list *parse_points(struct script_environment *environment,
				const struct source_file *file);

#endif
