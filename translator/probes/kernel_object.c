/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a script has places and variables in: the kernel, and modules of it, each opened once.
 *
 * Code of a module is at an offset in one of its sections, and so are its variables. The sections
 * that the script uses are numbered, and written as a table for the runtime, which finds each by a
 * symbol in it (the anchor) when the module is loaded.
 */
#include "probes/kernel.h"

#include "debuginfo/files/find_module.h"
#include "debuginfo/name_search.h"
#include "debuginfo/files/packed_elf.h"
#include "debuginfo/files/sections.h"
#include "debuginfo/types/types.h"
#include "target_debuginfo.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

struct used_section {
	const struct probed_object *object;
	const char *name; /* NULL: of a symbol without debuginfo */
	const char *anchor;
	uint64_t address; /* in the debug file */
	uint64_t anchor_offset;
};

struct kernel_objects {
	struct probed_object kernel;
	VEC(struct probed_object *) modules; /* those whose debuginfo was asked for, found or not */
	VEC(struct probed_object *) named;   /* those of which only symbols are used */
	VEC(struct used_section) sections;
	struct kernel_modules all; /* once a wildcard was asked for; with their build-ids */
	bool said_indexing;
};

static struct kernel_objects *objects_of(struct session *session)
{
	if (!session->kernel_objects)
		session->kernel_objects = arena_new_object(session->arena, struct kernel_objects);
	return session->kernel_objects;
}

/* ---------------------------------------------------------------- the kernel */

struct debuginfo *kernel_debuginfo(struct resolve *resolve, struct place place)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(resolve->session, &error);

	if (!debuginfo)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return debuginfo;
}

const struct type_source *kernel_types(struct resolve *resolve, struct place place)
{
	struct debuginfo_error error;
	struct debuginfo *debuginfo = session_kernel_debuginfo(resolve->session, &error);
	struct btf_source *btf;

	if (debuginfo)
		return debuginfo_types(debuginfo);
	btf = session_kernel_btf(resolve->session, &error);
	if (!btf)
		resolve_fail(resolve, place, error.remedy, "%s", error.text);
	return btf ? btf_types(btf) : NULL;
}

static const struct probed_object *the_kernel(struct resolve *resolve, struct place place)
{
	struct probed_object *kernel = &objects_of(resolve->session)->kernel;

	kernel->debuginfo = kernel_debuginfo(resolve, place);
	return kernel->debuginfo ? kernel : NULL;
}

/* ---------------------------------------------------------------- modules by name */

/* The name as the kernel has it: of a path, the file's without suffixes; '_' for '-'. */
static const char *module_name(struct arena *arena, const char *text)
{
	const char *slash = strrchr(text, '/');
	const char *start = slash ? slash + 1 : text;
	const char *suffix = slash ? strstr(start, ".ko") : NULL;
	char *name = arena_strndup(arena, start, suffix ? (size_t)(suffix - start) : strlen(start));

	for (char *at = name; (at = strchr(at, '-'));)
		*at = '_';
	return name;
}

/* Of a module that is not there: the nearest one that is; NULL when none is near. */
static const char *nearest_module(struct resolve *resolve, const struct debuginfo_target *target,
				  const char *name)
{
	struct debuginfo_error error = { 0 };
	struct kernel_modules all;
	const char **names, *nearest;

	if (!kernel_modules_list(resolve->arena, target, &all, &error))
		return NULL;
	names = arena_alloc(resolve->arena, (all.count + 1) * sizeof(*names));
	for (size_t i = 0; i < all.count; i++)
		names[i] = all.items[i].name;
	nearest = nearest_name(name, names, all.count);
	return did_you_mean(resolve->arena, nearest);
}

static bool find_listed(const struct kernel_modules *all, const char *name,
			struct kernel_module *module)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].build_id && !strcmp(all->items[i].name, name)) {
			*module = all->items[i];
			return true;
		}
	return false;
}

static bool find_file(struct resolve *resolve, const struct debuginfo_target *target,
		      const char *text, struct kernel_module *module, struct debuginfo_error *error)
{
	if (strchr(text, '/')) {
		module->name = module_name(resolve->arena, text);
		module->path = text;
		return kernel_module_read_build_id(resolve->arena, target, module, error);
	}
	if (find_listed(&objects_of(resolve->session)->all, module_name(resolve->arena, text),
			module) ||
	    kernel_module_find(resolve->arena, target, text, module, error))
		return true;
	if (!error->remedy)
		error->remedy =
			(char *)nearest_module(resolve, target, module_name(resolve->arena, text));
	return false;
}

/* ---------------------------------------------------------------- opening modules */

/* Of a wildcard that has many modules indexed, once; one module takes no time. */
static void say_indexing_modules(const char *path, void *data)
{
	struct session *session = data;
	struct kernel_objects *objects = session->kernel_objects;

	(void)path;
	if (!objects->said_indexing)
		fputs("stap: indexing the modules of the kernel (once per kernel) …\n",
		      session->diagnostics.stream);
	objects->said_indexing = true;
}

static void open_module(struct resolve *resolve, struct debuginfo_target *target,
			struct probed_object *object, const struct kernel_module *module)
{
	char *path = kernel_module_debug_file(resolve->arena, target, module, &object->error);

	object->build_id = module->build_id;
	if (path)
		object->debuginfo =
			debuginfo_open_target(resolve->arena, target, path, &object->error);
}

static struct probed_object *known_module(struct kernel_objects *objects, const char *name)
{
	for (size_t i = 0; i < objects->modules.count; i++)
		if (!strcmp(objects->modules.items[i]->module, name))
			return objects->modules.items[i];
	return NULL;
}

static struct probed_object *add_module(struct session *session, const char *name)
{
	struct probed_object *object = arena_new_object(session->arena, struct probed_object);

	object->kind = OBJECT_MODULE;
	object->module = name;
	object->text = arena_printf(session->arena, "module '%s'", name);
	vec_push(session->arena, &objects_of(session)->modules, object);
	return object;
}

/* @is_one_of_many: it is one of those that a wildcard matches. */
static const struct probed_object *module_object(struct resolve *resolve, struct place place,
						 const char *text, bool is_one_of_many)
{
	const char *name = module_name(resolve->arena, text);
	struct probed_object *object = known_module(objects_of(resolve->session), name);

	if (!object) {
		struct debuginfo_target target = session_debuginfo_target(resolve->session);
		struct kernel_module module = { 0 };

		target.only_local = is_one_of_many;
		target.building_index = is_one_of_many ? say_indexing_modules : NULL;
		object = add_module(resolve->session, name);
		if (find_file(resolve, &target, text, &module, &object->error))
			open_module(resolve, &target, object, &module);
	}
	if (object->debuginfo)
		return object;
	resolve_fail(resolve, place, object->error.remedy, "%s", object->error.text);
	return NULL;
}

const struct probed_object *kernel_object(struct resolve *resolve, const struct point *point)
{
	const struct component *component = &point->components[0];
	const struct point *written = point->expanded_from;

	if (!component->has_argument)
		return the_kernel(resolve, point->components[1].place);
	return module_object(resolve, component->place, component->string,
			     written && written->components[0].has_argument &&
				     name_has_wildcards(written->components[0].string));
}

const struct probed_object *kernel_object_named(struct resolve *resolve, struct place place,
						const char *module)
{
	if (!module || !strcmp(module, "kernel"))
		return the_kernel(resolve, place);
	return module_object(resolve, place, module, false);
}

static struct btf_source *open_module_btf(struct resolve *resolve, struct btf_source *kernel,
					  const char *name)
{
	const struct debuginfo_target target = session_debuginfo_target(resolve->session);
	struct debuginfo_error error = { 0 };
	struct kernel_module module;
	const void *bytes;
	size_t size;

	if (!kernel_module_find(resolve->arena, &target, name, &module, &error))
		return NULL;
	bytes = packed_elf_btf(resolve->arena, module.path, target.cache_dir, &size, &error);
	return bytes ? btf_open_bytes(resolve->session->arena, bytes, size, kernel, name, &error)
		     : NULL;
}

struct btf_source *kernel_module_btf(struct resolve *resolve, const char *module)
{
	struct debuginfo_error error;
	struct btf_source *kernel = session_kernel_btf(resolve->session, &error);
	struct resolve quiet = resolve_quietly(resolve);
	struct probed_object *object;

	if (!kernel || module_object(&quiet, (struct place){ 0 }, module, false))
		return NULL;
	object = known_module(objects_of(resolve->session), module);
	if (!object->btf)
		object->btf = open_module_btf(resolve, kernel, module);
	return object->btf;
}

/* ---------------------------------------------------------------- several modules */

size_t kernel_modules_matching(struct resolve *resolve, const struct component *component,
			       const char ***names)
{
	const struct debuginfo_target target = session_debuginfo_target(resolve->session);
	const char *pattern = module_name(resolve->arena, component->string);
	struct kernel_modules *all = &objects_of(resolve->session)->all;
	struct debuginfo_error error = { 0 };
	VEC(const char *) found = { 0 };

	if (!all->count) {
		if (!kernel_modules_list(resolve->arena, &target, all, &error))
			return resolve_fail(resolve, component->place, error.remedy, "%s",
					    error.text);
		kernel_modules_read_build_ids(resolve->arena, &target, all);
	}
	for (size_t i = 0; i < all->count; i++)
		if (!fnmatch(pattern, all->items[i].name, 0))
			vec_push(resolve->arena, &found, all->items[i].name);
	if (!found.count)
		return resolve_fail(resolve, component->place, NULL, "no module matches '%s'",
				    component->string);
	*names = found.items;
	return found.count;
}

void kernel_object_close_unused(struct session *session, const char *module)
{
	struct kernel_objects *objects = objects_of(session);
	size_t at = 0;

	while (at < objects->modules.count && strcmp(objects->modules.items[at]->module, module))
		at++;
	if (at == objects->modules.count || !objects->modules.items[at]->debuginfo)
		return;
	for (size_t i = 0; i < objects->sections.count; i++)
		if (objects->sections.items[i].object == objects->modules.items[at])
			return;
	debuginfo_close(objects->modules.items[at]->debuginfo);
	objects->modules.items[at] = objects->modules.items[--objects->modules.count];
}

/* ---------------------------------------------------------------- modules without debuginfo */

const struct probed_object *kernel_module_by_name(struct resolve *resolve,
						  const struct component *component)
{
	const struct debuginfo_target target = session_debuginfo_target(resolve->session);
	struct kernel_objects *objects = objects_of(resolve->session);
	const char *name = module_name(resolve->arena, component->string);
	struct probed_object *object;
	struct kernel_module module;
	struct debuginfo_error error = { 0 };

	for (size_t i = 0; i < objects->named.count; i++)
		if (!strcmp(objects->named.items[i]->module, name))
			return objects->named.items[i];
	if (!find_file(resolve, &target, component->string, &module, &error)) {
		resolve_fail(resolve, component->place, error.remedy, "%s", error.text);
		return NULL;
	}
	object = arena_new_object(resolve->arena, struct probed_object);
	object->kind = OBJECT_MODULE;
	object->module = name;
	vec_push(resolve->arena, &objects->named, object);
	return object;
}

/* ---------------------------------------------------------------- sections */

static unsigned add_section(struct session *session, const struct used_section *section)
{
	struct kernel_objects *objects = objects_of(session);

	vec_push(session->arena, &objects->sections, *section);
	return (unsigned)objects->sections.count - 1;
}

bool kernel_section(struct session *session, const struct probed_object *object, uint64_t address,
		    unsigned *number, uint64_t *offset)
{
	struct kernel_objects *objects = objects_of(session);
	struct used_section used = { .object = object };
	struct section section;

	if (!section_at(object->debuginfo, address, &section))
		return false;
	*offset = address - section.address;
	for (size_t i = 0; i < objects->sections.count; i++) {
		*number = (unsigned)i;
		if (objects->sections.items[i].object == object &&
		    objects->sections.items[i].address == section.address)
			return true;
	}
	used.name = section.name;
	used.address = section.address;
	if (!section_anchor(object->debuginfo, &section, &used.anchor, &used.anchor_offset))
		return false;
	*number = add_section(session, &used);
	return true;
}

unsigned kernel_symbol_section(struct session *session, const struct probed_object *object,
			       const char *symbol)
{
	struct kernel_objects *objects = objects_of(session);

	for (size_t i = 0; i < objects->sections.count; i++)
		if (objects->sections.items[i].object == object &&
		    !strcmp(objects->sections.items[i].anchor, symbol))
			return (unsigned)i;
	return add_section(session, &(struct used_section){ .object = object, .anchor = symbol });
}

const char *kernel_address_text(struct session *session, const struct probed_object *object,
				uint64_t address)
{
	uint64_t offset;
	unsigned number;

	if (!object || object->kind != OBJECT_MODULE)
		return arena_printf(session->arena,
				    "(int64_t)(0x%" PRIx64 "ull + stap_kernel_offset)", address);
	if (!kernel_section(session, object, address, &number, &offset))
		return NULL;
	return arena_printf(session->arena,
			    "(int64_t)(0x%" PRIx64 "ull + stap_sections[%u].address)", offset,
			    number);
}

/* ---------------------------------------------------------------- tables */

bool kernel_has_modules(struct session *session)
{
	return session->kernel_objects && session->kernel_objects->sections.count;
}

/* The modules that sections are of, by name, each with its number; with a build, if there is one.
 */
static size_t number_modules(const struct kernel_objects *objects, struct arena *arena,
			     const struct probed_object ***modules, size_t *numbers)
{
	const struct probed_object **found =
		arena_alloc(arena, objects->sections.count * sizeof(*found));
	size_t count = 0;

	for (size_t i = 0; i < objects->sections.count; i++) {
		const struct probed_object *object = objects->sections.items[i].object;
		size_t *number = &numbers[i];

		for (*number = 0; *number < count; ++*number)
			if (!strcmp(found[*number]->module, object->module))
				break;
		if (*number == count || object->build_id)
			found[*number] = object;
		count += *number == count;
	}
	*modules = found;
	return count;
}

void kernel_sections_write(FILE *stream, struct session *session, const char *table)
{
	const struct kernel_objects *objects = session->kernel_objects;
	size_t *numbers = arena_alloc(session->arena, objects->sections.count * sizeof(*numbers));
	const struct probed_object **modules;
	size_t count = number_modules(objects, session->arena, &modules, numbers);

	fprintf(stream, "static const struct stap_module %s_modules[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, "\t{ \"%s\", ", modules[i]->module);
		fprintf(stream, modules[i]->build_id ? "\"%s\" },\n" : "NULL },\n",
			modules[i]->build_id);
	}
	fputs("};\nstruct stap_section stap_sections[] = {\n", stream);
	for (size_t i = 0; i < objects->sections.count; i++) {
		const struct used_section *section = &objects->sections.items[i];

		fprintf(stream,
			"\t{ .module = %zu, .init = %d, .any_build = %d, .anchor = \"%s\", "
			".anchor_offset = 0x%" PRIx64 " }, /* %s */\n",
			numbers[i], section->name && !strncmp(section->name, ".init", 5),
			!section->name, section->anchor, section->anchor_offset,
			section->name ? section->name : "");
	}
	fputs("};\n", stream);
}
