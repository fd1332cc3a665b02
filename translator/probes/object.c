/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the kinds of objects, for the files that treat them alike. */
#include "probes/object.h"

#include "debuginfo/forbidden.h"
#include "debuginfo/sections.h"
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

const struct probed_object *object_named(struct resolve *resolve, struct place place,
					 const char *name)
{
	return kernel_object_named(resolve, place, name);
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

const char *object_locate(struct session *session, const struct probed_object *object,
			  uint64_t address, struct probe_place *place)
{
	const char *forbidden;

	if (object->kind == OBJECT_USER)
		return user_object_offset(object, address, &place->offset)
			       ? NULL
			       : "is in no code that the file has";
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
