/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space: each opened once, numbered, written. user_programs.c finds those that a
 * point means.
 */
#include "probes/user_object.h"

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
			session_note_input(session, debuginfo_path(own->debuginfo));
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

size_t user_objects_write(FILE *stream, struct session *session)
{
	const struct user_objects *objects = objects_of(session);

	fputs("\nconst struct stap_object stap_objects[] = {\n", stream);
	for (size_t i = 0; i < objects->numbered.count; i++) {
		const struct program_file *file = objects->numbered.items[i]->user->file;

		fputs("\t{ .path = ", stream);
		write_string(stream, file->path);
		fputs(", .build_id = ", stream);
		write_string(stream, file->build_id);
		fprintf(stream, ", .text_bias = 0x%" PRIx64 "ull },\n", file->text_bias);
	}
	fputs("};\n", stream);
	return objects->numbered.count;
}
