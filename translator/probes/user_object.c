/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space: each opened once, numbered, written. user_programs.c finds those that a
 * point means.
 */
#include "probes/user_object.h"

#include "debuginfo/files/find_module.h"
#include "debuginfo/files/libraries.h"
#include "probes/user_data.h"
#include "debuginfo/files/separate_debug.h"
#include "probes/user_programs.h"
#include "target_debuginfo.h"

#include <inttypes.h>
#include <string.h>

struct user_objects {
	VEC(struct probed_object *) all;
	VEC(struct probed_object *) numbered; /* by number */
};

static struct user_objects *objects_of(struct session *session)
{
	if (!session->user_objects)
		session->user_objects = arena_new_object(session->arena, struct user_objects);
	return session->user_objects;
}

/* ---------------------------------------------------------------- objects */

struct probed_object *user_object_at(struct session *session, const char *path)
{
	struct user_objects *objects = objects_of(session);

	for (size_t i = 0; i < objects->all.count; i++)
		if (!strcmp(objects->all.items[i]->user->file->path, path))
			return objects->all.items[i];
	return NULL;
}

const struct probed_object *user_object(struct session *session, const struct program_file *file)
{
	struct probed_object *object = user_object_at(session, file->path);

	if (object)
		return object;
	session_note_input(session, file->file);
	object = arena_new_object(session->arena, struct probed_object);
	object->kind = OBJECT_USER;
	object->text = file->path;
	object->build_id = file->build_id;
	object->user = arena_new_object(session->arena, struct user_object);
	object->user->file = file;
	vec_push(session->arena, &objects_of(session)->all, object);
	return object;
}

void user_object_forget(struct session *session, const char *path)
{
	struct user_objects *objects = objects_of(session);
	struct probed_object *object = user_object_at(session, path);
	size_t at = 0;

	if (!object || object->user->is_used || object->user->is_numbered)
		return;
	while (objects->all.items[at] != object)
		at++;
	debuginfo_close(object->debuginfo);
	objects->all.items[at] = objects->all.items[--objects->all.count];
}

const struct probed_object *user_object_named(struct resolve *resolve, struct place place,
					      const char *name)
{
	const struct program_file *file = user_program_named(resolve, place, name);

	return file ? user_object(resolve->session, file) : NULL;
}

/* The module depends on the debug file, also on one that comes to be there. */
static void note_debug_file(struct session *session, const struct probed_object *object)
{
	const struct debuginfo_target target = session_user_target(session);
	const char **place;

	session_note_input(session, debuginfo_path(object->debuginfo));
	if (debuginfo_has_dwarf(object->debuginfo))
		return;
	place = separate_debug_places(session->arena, &target, object->user->file);
	for (; *place; place++)
		session_note_input(session, *place);
}

bool user_object_debuginfo(struct resolve *resolve, struct place place,
			   const struct probed_object *object, bool is_one_of_many)
{
	struct probed_object *own = user_object_at(resolve->session, object->user->file->path);
	struct session *session = resolve->session;

	if (!own->user->debuginfo_asked) {
		struct debuginfo_target target = session_user_target(session);

		target.only_local = is_one_of_many;
		own->user->debuginfo_asked = true;
		own->debuginfo =
			debuginfo_open_user(session->arena, &target, own->user->file, &own->error);
		if (own->debuginfo)
			note_debug_file(session, own);
	}
	if (own->debuginfo)
		return true;
	return resolve_fail(resolve, place, own->error.remedy, "%s", own->error.text);
}

/* ---------------------------------------------------------------- the table */

unsigned user_object_number(struct session *session, const struct probed_object *object)
{
	struct user_objects *objects = objects_of(session);
	struct user_object *user = object->user;

	if (!user->is_numbered) {
		user->is_numbered = true;
		user->number = (unsigned)objects->numbered.count;
		vec_push(session->arena, &objects->numbered,
			 user_object_at(session, user->file->path));
	}
	return user->number;
}

const char *user_address_text(struct session *session, const struct probed_object *object,
			      const struct probed_object *own, uint64_t address)
{
	if (!object->user->file->position_independent)
		return arena_printf(session->arena, "(int64_t)0x%" PRIx64 "ull", address);
	if (object == own)
		return arena_printf(session->arena, "(int64_t)(0x%" PRIx64 "ull + c->bias)",
				    address);
	return arena_printf(session->arena,
			    "(int64_t)stap_user_address(c, %u, 0x%" PRIx64 "ull, NULL)",
			    user_object_number(session, object), address);
}

/* Numbers the libraries that a program or library needs. */
static void add_libraries(struct session *session, const struct program_file *file)
{
	const struct debuginfo_target target = session_user_target(session);
	const struct library_list *list = libraries_needed(session->arena, &target, file);

	for (size_t i = 0; i < list->files.count; i++)
		user_object_number(session, user_object(session, list->files.items[i]));
}

/* What -d names: a file, or the kernel or a module of it, which know their names themselves. */
static void add_named(struct session *session, const char *name)
{
	const struct debuginfo_target target = session_user_target(session);
	const struct debuginfo_target kernel = session_debuginfo_target(session);
	struct debuginfo_error error = { 0 };
	struct kernel_module module;
	const struct program_file *file;

	if (!strcmp(name, "kernel"))
		return;
	file = program_file_find(session->arena, &target, name, &error);
	if (file)
		user_object_number(session, user_object(session, file));
	else if (strchr(name, '/') ||
		 !kernel_module_find(session->arena, &kernel, name, &module, &error))
		diagnose_warning(&session->diagnostics, (struct place){ 0 },
				 "-d %s: there is no such program, library or kernel module", name);
}

static void add_wanted(struct session *session)
{
	struct user_objects *objects = objects_of(session);
	const struct options *options = &session->options;

	for (size_t i = 0; i < options->data_files.count; i++)
		add_named(session, options->data_files.items[i]);
	for (size_t i = 0, count = objects->numbered.count; i < count; i++)
		add_libraries(session, objects->numbered.items[i]->user->file);
}

/* Writes what the module is to know of each object, and returns for which there is something. */
static bool *write_data(FILE *stream, struct session *session)
{
	const struct user_objects *objects = objects_of(session);
	bool *has_data = arena_alloc(session->arena, objects->numbered.count + 1);

	for (size_t i = 0; i < objects->numbered.count; i++)
		has_data[i] =
			session->object_parts &&
			user_data_write(stream, session, objects->numbered.items[i]->user->file,
					(unsigned)i, session->object_parts);
	return has_data;
}

size_t user_objects_write(FILE *stream, struct session *session)
{
	const struct user_objects *objects = objects_of(session);
	const bool *has_data;

	if (session->object_parts)
		add_wanted(session);
	has_data = write_data(stream, session);
	fputs("\nconst struct stap_object stap_objects[] = {\n", stream);
	for (size_t i = 0; i < objects->numbered.count; i++) {
		const struct program_file *file = objects->numbered.items[i]->user->file;

		fputs("\t{ .path = ", stream);
		write_string(stream, file->path);
		fputs(", .build_id = ", stream);
		write_string(stream, file->build_id);
		fprintf(stream, ", .text_bias = 0x%" PRIx64 "ull", file->text_bias);
		if (has_data[i])
			fprintf(stream, ", .data = &stap_data_%zu", i);
		fputs(" },\n", stream);
	}
	fputs("};\n", stream);
	return objects->numbered.count;
}
