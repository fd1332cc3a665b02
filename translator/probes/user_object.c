/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space: found, opened, numbered, written.
 */
#include "probes/user_object.h"

#include "probes/process.h"
#include "target_debuginfo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---------------------------------------------------------------- one file */

static struct probed_object *known_object(struct user_objects *objects, const char *path)
{
	for (size_t i = 0; i < objects->all.count; i++)
		if (!strcmp(objects->all.items[i]->user->path, path))
			return objects->all.items[i];
	return NULL;
}

static struct probed_object *new_object(struct session *session, const char *path)
{
	struct probed_object *object = arena_new_object(session->arena, struct probed_object);

	object->kind = OBJECT_USER;
	object->user = arena_new_object(session->arena, struct user_object);
	object->user->path = object->text = path;
	if (loaded_file_read(session->arena, path, &object->user->loaded, &object->error))
		object->build_id = object->user->loaded.build_id;
	vec_push(session->arena, &objects_of(session)->all, object);
	return object;
}

const struct probed_object *user_object(struct resolve *resolve, struct place place,
					const char *path)
{
	struct session *session = resolve->session;
	char *real = realpath(path, NULL);
	struct probed_object *object;

	if (!real) {
		resolve_fail(resolve, place, NULL, "cannot open %s: %s", path, strerror(errno));
		return NULL;
	}
	object = known_object(objects_of(session), real);
	if (!object)
		object = new_object(session, arena_strdup(session->arena, real));
	free(real);
	if (!object->user->loaded.segment_count) {
		resolve_fail(resolve, place, object->error.remedy, "%s", object->error.text);
		return NULL;
	}
	return object;
}

bool user_object_debuginfo(struct resolve *resolve, struct place place,
			   const struct probed_object *object)
{
	struct probed_object *own = known_object(objects_of(resolve->session), object->user->path);

	if (!own->user->debuginfo_asked) {
		own->user->debuginfo_asked = true;
		own->debuginfo =
			debuginfo_open_file(resolve->session->arena, own->user->path,
					    resolve->session->cache_directory, &own->error);
	}
	if (own->debuginfo)
		return true;
	return resolve_fail(resolve, place, own->error.remedy, "%s", own->error.text);
}

bool user_object_offset(const struct probed_object *object, uint64_t address, uint64_t *offset)
{
	const struct loaded_segment *segment = loaded_file_code(&object->user->loaded, address);

	if (segment)
		*offset = address - segment->address + segment->offset;
	return segment != NULL;
}

/* ---------------------------------------------------------------- programs */

/* A name in PATH, as execvp(3) finds it; what has a '/' is taken as it is. */
static const char *find_program(struct resolve *resolve, const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return name;
	for (size_t length; path && *path; path += length + (path[length] == ':')) {
		length = strcspn(path, ":");
		const char *file = arena_printf(resolve->arena, "%.*s/%s", (int)length, path, name);

		if (!access(file, X_OK))
			return file;
	}
	return NULL;
}

static const struct probed_object *named_program(struct resolve *resolve, struct place place,
						 const char *name)
{
	const char *path = find_program(resolve, name);

	if (path)
		return user_object(resolve, place, path);
	resolve_fail(resolve, place, NULL, "there is no program '%s' in PATH", name);
	return NULL;
}

static const struct probed_object *running_program(struct resolve *resolve, struct place place,
						   int64_t pid)
{
	const char *path = arena_printf(resolve->arena, "/proc/%" PRId64 "/exe", pid);

	return user_object(resolve, place, path);
}

/* What -c or -x say. */
static const struct probed_object *target_program(struct resolve *resolve,
						  const struct component *component)
{
	const struct options *options = &resolve->session->options;

	if (options->command) {
		const char *start = options->command + strspn(options->command, " \t");

		return named_program(resolve, component->place,
				     arena_strndup(resolve->arena, start, strcspn(start, " \t")));
	}
	if (options->target_pid)
		return running_program(resolve, component->place,
				       strtoll(options->target_pid, NULL, 10));
	resolve_fail(resolve, component->place, "name the program, or run it with -c or -x",
		     "process without a program is that of -c or -x");
	return NULL;
}

bool user_program(struct resolve *resolve, const struct point *point, bool needs_program,
		  struct user_program *program)
{
	const struct component *component = &point->components[0];

	*program = (struct user_program){ 0 };
	if (component->has_argument && component->argument_is_string) {
		program->object = named_program(resolve, component->place, component->string);
		return program->object != NULL;
	}
	if (component->has_argument)
		program->pid = component->number;
	if (!needs_program)
		return true;
	program->object = component->has_argument
				  ? running_program(resolve, component->place, component->number)
				  : target_program(resolve, component);
	return program->object != NULL;
}

const struct probed_object *user_point_object(struct resolve *resolve, const struct point *point)
{
	struct user_program program;

	if (!user_program(resolve, point, true, &program) ||
	    !user_object_debuginfo(resolve, point->components[0].place, program.object))
		return NULL;
	return program.object;
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
			 known_object(objects, object->user->path));
	}
	return user->number;
}

const char *user_address_text(struct session *session, const struct probed_object *object,
			      const struct probed_object *own, uint64_t address)
{
	if (object->user->loaded.is_fixed)
		return arena_printf(session->arena, "(int64_t)0x%" PRIx64 "ull", address);
	if (object == own)
		return arena_printf(session->arena, "(int64_t)(0x%" PRIx64 "ull + c->bias)",
				    address);
	return arena_printf(session->arena,
			    "(int64_t)stap_user_address(c, %u, 0x%" PRIx64 "ull, NULL)",
			    user_object_number(session, object), address);
}

/* Link-time address minus offset in the file, of the first segment with code. */
static uint64_t text_bias(const struct loaded_file *file)
{
	for (size_t i = 0; i < file->segment_count; i++)
		if (file->segments[i].is_code)
			return file->segments[i].address - file->segments[i].offset;
	return 0;
}

size_t user_objects_write(FILE *stream, struct session *session)
{
	const struct user_objects *objects = objects_of(session);

	fputs("\nconst struct stap_object stap_objects[] = {\n", stream);
	for (size_t i = 0; i < objects->numbered.count; i++) {
		const struct probed_object *object = objects->numbered.items[i];

		fputs("\t{ .path = ", stream);
		write_string(stream, object->user->path);
		fputs(", .build_id = ", stream);
		write_string(stream, object->build_id);
		fprintf(stream, ", .text_bias = 0x%" PRIx64 "ull },\n",
			text_bias(&object->user->loaded));
	}
	fputs("};\n", stream);
	return objects->numbered.count;
}
