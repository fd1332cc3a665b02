/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening BTF, and functions in it.
 */
#define _GNU_SOURCE

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "debuginfo/name_search.h"
#include "debuginfo/types/types_btf.h"
#include "debuginfo/files/vmlinuz.h"

#define RUNNING_KERNEL "/sys/kernel/btf/vmlinux"

/* ---------------------------------------------------------------- opening */

/* What libbpf has to say about damage is said by us. */
static int say_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	return 0;
}

static struct btf_source *source_new(struct arena *arena, struct btf *btf,
				     const struct btf_source *kernel)
{
	struct btf_source *source = arena_new_object(arena, struct btf_source);

	source->arena = arena;
	source->btf = btf;
	source->first = kernel ? kernel->end : 1;
	source->end = btf__type_cnt(btf);
	btf_types_init(source);
	return source;
}

/* libbpf parses what is split from another only out of files. */
static struct btf *parse_split(const void *bytes, size_t size, struct btf *kernel)
{
	int fd = memfd_create("btf", MFD_CLOEXEC);
	struct btf *btf = NULL;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, bytes, size) == (ssize_t)size)
		btf = btf__parse_raw_split(path, kernel);
	if (fd >= 0)
		close(fd);
	return btf;
}

struct btf_source *btf_open_bytes(struct arena *arena, const void *bytes, size_t size,
				  struct btf_source *kernel, const char *name,
				  struct debuginfo_error *error)
{
	struct btf *btf = NULL;

	*error = (struct debuginfo_error){ 0 };
	libbpf_set_print(say_nothing);
	if (size <= UINT32_MAX)
		btf = kernel ? parse_split(bytes, size, kernel->btf)
			     : btf__new(bytes, (uint32_t)size);
	if (btf)
		return source_new(arena, btf, kernel);
	error->text = arena_printf(arena, "the types (BTF) of %s are damaged", name);
	return NULL;
}

static bool is_running(const struct debuginfo_target *target)
{
	struct utsname name;

	return target->release && !target->sysroot && !target->build_tree && !uname(&name) &&
	       !strcmp(name.release, target->release);
}

struct btf_source *btf_open_kernel(struct arena *arena, const struct debuginfo_target *target,
				   struct debuginfo_error *error)
{
	const char *name =
		target->release ? arena_printf(arena, "kernel %s", target->release) : "the kernel";
	struct btf *btf = NULL;
	const void *bytes;
	size_t size;

	*error = (struct debuginfo_error){ 0 };
	libbpf_set_print(say_nothing);
	if (is_running(target) && !access(RUNNING_KERNEL, R_OK))
		btf = btf__parse_raw(RUNNING_KERNEL);
	if (btf)
		return source_new(arena, btf, NULL);
	bytes = vmlinuz_btf(arena, target, &size, error);
	return bytes ? btf_open_bytes(arena, bytes, size, NULL, name, error) : NULL;
}

const struct type_source *btf_types(struct btf_source *source)
{
	return &source->types;
}

/* ---------------------------------------------------------------- functions */

static const char *name_at(const struct btf_source *source, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(source->btf, type->name_off);

	return name ? name : "";
}

static int compare_functions(const void *a, const void *b)
{
	const struct btf_function *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : (left->id > right->id) - (left->id < right->id);
}

size_t btf_functions_find(struct btf_source *source, const char *name, struct btf_function **found)
{
	bool is_pattern = name_has_wildcards(name);
	VEC(struct btf_function) list = { 0 };
	size_t count = 0;

	for (uint32_t id = source->first; id < source->end; id++) {
		const struct btf_type *type = btf__type_by_id(source->btf, id);
		struct btf_function function = { .id = id };

		if (!btf_is_func(type))
			continue;
		function.name = name_at(source, type);
		if (is_pattern ? name_matches(name, function.name) : !strcmp(name, function.name))
			vec_push(source->arena, &list, function);
	}
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), compare_functions);
	for (size_t i = 0; i < list.count; i++) {
		if (count && !strcmp(list.items[count - 1].name, list.items[i].name))
			list.items[count - 1].is_ambiguous = true;
		else
			list.items[count++] = list.items[i];
	}
	*found = list.items;
	return count;
}

static const char *name_of_function(const void *table, size_t number)
{
	return ((const struct btf_function *)table)[number].name;
}

size_t btf_functions_similar(struct btf_source *source, const char *name, size_t limit,
			     const char **names)
{
	struct btf_function *all;
	size_t count = btf_functions_find(source, "*", &all);

	return names_similar(name, name_of_function, all, count, limit, names);
}

/* ---------------------------------------------------------------- signatures */

/* A function, a pointer to one, and names for these lead to it; in few steps, or it is damage. */
static const struct btf_type *prototype(const struct btf_source *source, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(source->btf, id);

	for (int i = 0; i < 8 && type; i++) {
		if (btf_is_func_proto(type))
			return type;
		if (!btf_is_func(type) && !btf_is_typedef(type) && !btf_is_ptr(type))
			return NULL;
		type = btf__type_by_id(source->btf, type->type);
	}
	return NULL;
}

static void read_parameter(struct btf_source *source, const struct btf_param *from,
			   struct btf_parameter *parameter)
{
	const char *name = btf__name_by_offset(source->btf, from->name_off);

	parameter->name = name ? name : "";
	parameter->type = btf_type(source, from->type);
}

const struct btf_signature *btf_signature(struct btf_source *source, uint32_t id)
{
	const struct btf_type *from = prototype(source, id);
	struct btf_signature *signature;
	size_t count;

	if (!from)
		return NULL;
	count = btf_vlen(from);
	signature = arena_new_object(source->arena, struct btf_signature);
	signature->is_variadic = count && !btf_params(from)[count - 1].type;
	signature->parameter_count = count - signature->is_variadic;
	signature->parameters =
		arena_alloc(source->arena, count * sizeof(*signature->parameters) + 1);
	signature->result = btf_type(source, from->type);
	for (size_t i = 0; i < signature->parameter_count; i++)
		read_parameter(source, &btf_params(from)[i], &signature->parameters[i]);
	return signature;
}

const struct btf_signature *btf_signature_find(struct btf_source *source, const char *name)
{
	uint32_t id = btf_find(source, BTF_KIND_FUNC, name);

	if (!id)
		id = btf_find(source, BTF_KIND_TYPEDEF, name);
	return id ? btf_signature(source, id) : NULL;
}
