/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The property that fuzzing and its replay check: any bytes parse without harm, and what parses
 * without an error prints as a script that parses to the same tree.
 */
#ifndef STAP_FUZZ_ROUND_TRIP_H
#define STAP_FUZZ_ROUND_TRIP_H

#include "arena.h"
#include "script/parser.h"
#include "script/printer.h"

#include <stdlib.h>
#include <string.h>

static inline const char *round_trip_config(void *data, const char *name)
{
	(void)data;
	return !strcmp(name, "CONFIG_SMP") ? "y" : !strcmp(name, "CONFIG_NR_CPUS") ? "512" : NULL;
}

/* An environment of its own for each parse, with two script arguments. */
static inline struct script_environment *round_trip_environment(struct arena *arena, FILE *stream)
{
	static char *arguments[] = { (char *)"7", (char *)"name" };
	struct script_environment *e = arena_new_object(arena, struct script_environment);

	e->diagnostics = arena_new_object(arena, struct diagnostics);
	e->diagnostics->arena = arena;
	e->diagnostics->stream = stream;
	e->arena = arena;
	e->kernel_release = "6.1.0-56-cloud-amd64";
	e->architecture = "x86_64";
	e->stap_version = "5.6";
	e->privilege = "stapdev";
	e->runtime = "kernel";
	e->guru = true;
	e->arguments = arguments;
	e->argument_count = 2;
	e->argument_used = arena_alloc(arena, 2 * sizeof(bool));
	e->kernel_config = round_trip_config;
	e->macros = macro_table_new(arena);
	return e;
}

static inline struct source_file round_trip_file(const char *name, const char *text, size_t size)
{
	return (struct source_file){
		.name = name, .text = text, .size = size, .is_embedded_c = true
	};
}

/* The script as text, which may hold NUL bytes where embedded C does. */
static inline struct source_file round_trip_print(struct arena *arena, const struct script *script)
{
	char *text;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	print_script(stream, script);
	fclose(stream);

	struct source_file file =
		round_trip_file("printed", arena_strndup(arena, text, size), size);

	free(text);
	return file;
}

/*
 * Checks @size bytes of @text, which end with a NUL beyond them; messages go to @stream. Macros of
 * @library, or none when it is NULL, may be used. Returns false when a script without errors did
 * not come back the same. Stores whether there were errors.
 */
static inline bool round_trip(const char *text, size_t size, FILE *stream,
			      const struct source_file *library, size_t library_count,
			      bool *has_errors)
{
	struct arena *arena = arena_new();
	struct script_environment *e = round_trip_environment(arena, stream);
	struct source_file file = round_trip_file("script", text, size);
	bool same = true;

	for (size_t i = 0; i < library_count; i++)
		parse_macro_file(e, &library[i]);

	struct script *script = parse_script(e, &file);
	struct source_file printed = round_trip_print(arena, script);

	*has_errors = e->diagnostics->errors != 0;
	if (!*has_errors) {
		struct script *copy = parse_script(e, &printed);

		same = !e->diagnostics->errors && script_equal(script, copy);
	}
	arena_free(arena);
	return same;
}

#endif
