/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE

#include "build/header_types.h"

#include "build/cache.h"
#include "build/command.h"
#include "build/kit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Types that nothing uses are described as well: nothing uses any here. */
#define DEBUG_FLAGS "-g", "-fno-eliminate-unused-debug-types"

struct making {
	struct session *session;
	struct arena *arena;
	const char *directory; /* of the source, the object and what the compiler says */
};

static const char *in(struct making *m, const char *name)
{
	return arena_printf(m->arena, "%s/%s", m->directory, name);
}

static bool compile_for_kernel(struct making *m)
{
	const char *const words[] = { "make",
				      "-s",
				      "-C",
				      m->session->target.build_directory,
				      arena_printf(m->arena, "M=%s", m->directory),
				      "types.o",
				      NULL };

	command_forget_make();
	return session_write_file(in(m, "Kbuild"),
				  "obj-m := types.o\n"
				  "ccflags-y := -g -fno-eliminate-unused-debug-types -w\n") &&
	       !command_run(&(struct command){ .arguments = words, .output_path = in(m, "log") });
}

static bool compile_for_user(struct making *m)
{
	static const char *const words[] = { "gcc", DEBUG_FLAGS, "-w",	    "-c",
					     "-o",  "types.o",	 "types.c", NULL };

	return !command_run(&(struct command){
		.arguments = words, .directory = m->directory, .output_path = in(m, "log") });
}

/* As a shared object its debug information has no relocations left, and it gets a build-id. */
static bool link_types(struct making *m)
{
	static const char *const words[] = { "ld",	  "-shared", "--build-id", "-o",
					     "types.elf", "types.o", NULL };

	return !command_run(&(struct command){
		.arguments = words, .directory = m->directory, .output_path = in(m, "link-log") });
}

/* The first line of the compiler's that says "error". */
static const char *first_error(struct making *m)
{
	struct source_file *log = session_read_file(m->session, in(m, "log"), "log");

	for (const char *line = log ? log->text : ""; *line;) {
		size_t length = strcspn(line, "\n");

		if (memmem(line, length, "error", 5))
			return arena_strndup(m->arena, line, length);
		line += length + (line[length] == '\n');
	}
	return "the compiler failed";
}

const char *header_types(struct session *session, const char *header, bool is_kernel,
			 const char **why)
{
	struct arena *arena = session->arena;
	struct making m = { .session = session, .arena = arena };
	const char *cache = cache_subdirectory(session, "headers"), *final;
	SHA2_CTX key;

	if (is_kernel && !session->target.build_directory) {
		*why = arena_printf(arena, "install the package linux-headers-%s",
				    session->target.release);
		return NULL;
	}
	cache_key_begin(&key);
	cache_key_text(&key, is_kernel ? "kernel" : "user");
	cache_key_text(&key, header);
	if (is_kernel)
		kit_identity(session, &key);
	final = arena_printf(arena, "%s/%s", cache ? cache : session->options.temporary_directory,
			     cache_key_end(&key, arena));
	if (!access(final, R_OK))
		return final;
	m.directory = arena_printf(arena, "%s.%d", final, (int)getpid());
	if (mkdir(m.directory, 0700) ||
	    !session_write_file(in(&m, "types.c"), arena_printf(arena, "#include %s\n", header))) {
		*why = "its directory cannot be written";
		return NULL;
	}
	if ((is_kernel ? !compile_for_kernel(&m) : !compile_for_user(&m)) || !link_types(&m))
		*why = first_error(&m);
	else if (rename(in(&m, "types.elf"), final))
		*why = "its file cannot be kept";
	remove_tree(m.directory);
	return access(final, R_OK) ? NULL : final;
}
