/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE

#include "build/module.h"

#include "build/cache.h"
#include "build/kit.h"
#include "objectdata/write_all.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct place nowhere;

/* ---------------------------------------------------------------- the module's name */

/*
 * A name stands in the module in fields of MODULE_NAME_LENGTH bytes, filled up with NUL bytes:
 * in `struct module`, in the module information, wherever KBUILD_MODNAME was used.
 */
static void replace_name(char *data, size_t size, const char *from, const char *to)
{
	char old[MODULE_NAME_LENGTH] = { 0 }, new[MODULE_NAME_LENGTH] = { 0 };
	char *end = data + size;

	memcpy(old, from, strnlen(from, MODULE_NAME_LENGTH));
	memcpy(new, to, strnlen(to, MODULE_NAME_LENGTH));
	while ((data = memmem(data, (size_t)(end - data), old, sizeof(old)))) {
		memcpy(data, new, sizeof(new));
		data += sizeof(new);
	}
}

bool module_copy(struct session *session, const char *ko_path, const char *name,
		 const char *new_name, int fd)
{
	struct source_file *file = session_read_file(session, ko_path, ko_path);

	if (!file)
		return false;
	replace_name((char *)file->text, file->size, name, new_name);
	return write_all(fd, file->text, file->size);
}

/* ---------------------------------------------------------------- with the kit */

static void append(struct arena *arena, argument_vector *words, const argument_vector *more)
{
	for (size_t i = 0; i < more->count; i++)
		vec_push(arena, words, more->items[i]);
}

/* Runs @words in the kernel's build directory; objtool and modpost expect SRCARCH. */
static bool run(struct session *session, argument_vector *words, const char *what)
{
	vec_push(session->arena, words, NULL);
	int status = command_run(&(struct command){ .arguments = words->items,
						    .directory = session->target.build_directory,
						    .environment = "SRCARCH=x86" });

	if (status)
		diagnose_error(&session->diagnostics, nowhere, "%s failed (status %d)", what,
			       status);
	return status == 0;
}

static void append_objects(struct arena *arena, argument_vector *words, const struct kit *kit,
			   const char *script)
{
	vec_push(arena, words, script);
	vec_push(arena, words, "-u");
	vec_push(arena, words, "init_module");
	vec_push(arena, words, "-u");
	vec_push(arena, words, "cleanup_module");
	vec_push(arena, words, arena_printf(arena, "%s/libkit.a", kit->directory));
}

static bool compile_script(struct session *session, const struct kit *kit, const char *c_path,
			   const char *object)
{
	struct arena *arena = session->arena;
	argument_vector words = { 0 };

	append(arena, &words, &kit->compile);
	vec_push(arena, &words, arena_printf(arena, "-I%s", session->runtime_directory));
	vec_push(arena, &words, "-nostdinc");
	vec_push(arena, &words, "-pipe");
	vec_push(arena, &words, "-c");
	vec_push(arena, &words, "-o");
	vec_push(arena, &words, object);
	vec_push(arena, &words, c_path);
	return run(session, &words, "the compiler");
}

static bool run_objtool(struct session *session, const struct kit *kit, const char *object)
{
	argument_vector words = { 0 };

	if (!kit->objtool.count)
		return true;
	append(session->arena, &words, &kit->objtool);
	vec_push(session->arena, &words, object);
	return run(session, &words, "objtool");
}

static bool link_with_kit(struct session *session, const struct kit *kit, const char *object,
			  const char *linked, const char *ko_path)
{
	struct arena *arena = session->arena;
	argument_vector words = { 0 };

	if (kit->objtool_linked) {
		append(arena, &words, &kit->link_objects);
		vec_push(arena, &words, "-o");
		vec_push(arena, &words, linked);
		append_objects(arena, &words, kit, object);
		if (!run(session, &words, "the linker") || !run_objtool(session, kit, linked))
			return false;
		words = (argument_vector){ 0 };
	} else if (!run_objtool(session, kit, object)) {
		return false;
	}
	append(arena, &words, &kit->link_module);
	vec_push(arena, &words, "-o");
	vec_push(arena, &words, ko_path);
	if (kit->objtool_linked)
		vec_push(arena, &words, linked);
	else
		append_objects(arena, &words, kit, object);
	vec_push(arena, &words, arena_printf(arena, "%s/kit.mod.o", kit->directory));
	append(arena, &words, &kit->extra_objects);
	return run(session, &words, "the linker");
}

static bool build_with_kit(struct session *session, const struct kit *kit, const char *c_path,
			   const char *ko_path)
{
	const char *object = arena_printf(session->arena, "%s.o", c_path);
	const char *linked = arena_printf(session->arena, "%s.linked.o", c_path);

	return compile_script(session, kit, c_path, object) &&
	       link_with_kit(session, kit, object, linked, ko_path);
}

/* ---------------------------------------------------------------- with kbuild */

/*
 * A script with kernel headers: kbuild compiles it as part of a module named like the kit's, with
 * the kit as an object that is "shipped" (taken as it is).
 */
static bool build_with_kbuild(struct session *session, const struct kit *kit, const char *c_path,
			      const char *ko_path)
{
	struct arena *arena = session->arena;
	const char *directory = arena_printf(arena, "%s.kbuild", c_path);
	const char *log = arena_printf(arena, "%s/make.log", directory);
	const char *const copy[] = { "cp", c_path, arena_printf(arena, "%s/script.c", directory),
				     NULL };
	argument_vector words = { 0 };
	const char *const make[] = { "make",
				     "-C",
				     session->target.build_directory,
				     arena_printf(arena, "M=%s", directory),
				     "modules",
				     NULL };
	bool built;

	if (mkdir(directory, 0700) || command_run(&(struct command){ .arguments = copy }))
		return false;
	append(arena, &words, &kit->link_objects);
	vec_push(arena, &words, "-o");
	vec_push(arena, &words, arena_printf(arena, "%s/kit.o_shipped", directory));
	vec_push(arena, &words, "--whole-archive");
	vec_push(arena, &words, arena_printf(arena, "%s/libkit.a", kit->directory));
	built = run(session, &words, "the linker") &&
		session_write_file(arena_printf(arena, "%s/.kit.o.cmd", directory), "") &&
		session_write_file(
			arena_printf(arena, "%s/Kbuild", directory),
			arena_printf(arena,
				     "obj-m := %s.o\n%s-objs := script.o kit.o\n"
				     "ccflags-y := -I%s -g0 -Wno-unused -Wno-missing-prototypes "
				     "-Wno-missing-declarations -Wno-unused-parameter\n"
				     "ccflags-remove-y := $(CC_FLAGS_FTRACE)\n",
				     KIT_MODULE_NAME, KIT_MODULE_NAME, session->runtime_directory));
	if (!built)
		return false;
	command_forget_make();
	if (command_run(&(struct command){ .arguments = make, .output_path = log })) {
		struct source_file *text = session_read_file(session, log, log);

		diagnose_error(&session->diagnostics, nowhere,
			       "the script's embedded C does not compile");
		if (text)
			fputs(text->text, session->diagnostics.stream);
		return false;
	}
	return !rename(arena_printf(arena, "%s/%s.ko", directory, KIT_MODULE_NAME), ko_path);
}

bool module_build(struct session *session, const char *c_path, const char *ko_path,
		  const char *name, bool kernel_headers)
{
	const struct kit *kit = kit_open(session);
	const char *unnamed = arena_printf(session->arena, "%s.unnamed.ko", c_path);
	const char *made = arena_printf(session->arena, "%s.%d.tmp", ko_path, getpid());

	if (!kit || !(kernel_headers ? build_with_kbuild(session, kit, c_path, unnamed)
				     : build_with_kit(session, kit, c_path, unnamed)))
		return false;
	int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool written = fd >= 0 && module_copy(session, unnamed, KIT_MODULE_NAME, name, fd);

	if (fd >= 0 && close(fd))
		written = false;
	if (!written || rename(made, ko_path)) {
		diagnose_error(&session->diagnostics, nowhere, "cannot write %s: %s", ko_path,
			       strerror(errno));
		unlink(made);
		return false;
	}
	return true;
}
