/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the kinds of objects, for the files that treat them alike. */
#include "probes/object.h"

#include "debuginfo/forbidden.h"
#include "debuginfo/files/sections.h"
#include "probes/kernel.h"
#include "probes/place_search.h"
#include "probes/process.h"
#include "probes/user_object.h"

#include <string.h>

const struct probed_object *point_object(struct resolve *resolve, const struct point *point)
{
	return strcmp(point->components[0].name, "process") ? kernel_object(resolve, point)
							    : user_point_object(resolve, point);
}

/* Names of files of user space: paths, but not those of modules. */
static bool is_user_path(const char *name)
{
	return strchr(name, '/') && !strstr(name, ".ko");
}

const struct probed_object *object_named(struct resolve *resolve, struct place place,
					 const struct probed_object *own, const char *name)
{
	const struct probed_object *object;

	if (!name || !strcmp(name, "kernel") ||
	    (!is_user_path(name) && !(own && own->kind == OBJECT_USER)))
		return kernel_object_named(resolve, place, name);
	object = user_object_named(resolve, place, name);
	return object && user_object_debuginfo(resolve, place, object, false) ? object : NULL;
}

const char *object_name(const struct probed_object *object)
{
	return object->kind == OBJECT_KERNEL ? "the kernel" : object->text;
}

const struct probe_family *object_family(const struct probed_object *object)
{
	static const struct probe_family *const families[] = {
		[OBJECT_KERNEL] = &kernel_family,
		[OBJECT_MODULE] = &module_family,
		[OBJECT_USER] = &process_family,
	};

	return families[object ? object->kind : OBJECT_KERNEL];
}

static const char *locate_in_file(const struct probed_object *object, uint64_t address,
				  struct probe_place *place)
{
	const struct program_segment *segment = program_file_segment(object->user->file, address);

	if (!segment || !segment->executable ||
	    !program_file_offset(object->user->file, address, &place->offset))
		return "is in no code that the file has";
	object->user->is_used = true;
	return NULL;
}

const char *object_locate(struct session *session, const struct probed_object *object,
			  uint64_t address, struct probe_place *place)
{
	const char *forbidden;

	if (object->kind == OBJECT_USER)
		return locate_in_file(object, address, place);
	forbidden = probe_forbidden(object->debuginfo, address);
	if (!forbidden && object->kind == OBJECT_MODULE &&
	    !kernel_section(session, object, address, &place->section, &place->offset))
		forbidden = "is in a section that no symbol leads to";
	return forbidden;
}

const char *object_address_text(struct session *session, const struct probed_object *object,
				const struct probed_object *own, uint64_t address)
{
	if (object && object->kind == OBJECT_USER)
		return user_address_text(session, object, own, address);
	return kernel_address_text(session, object, address);
}

uint64_t object_address(const struct probed_object *object, uint64_t number)
{
	struct section text = { 0 };

	if (object->kind == OBJECT_MODULE)
		section_named(object->debuginfo, ".text", &text);
	return text.address + number;
}
