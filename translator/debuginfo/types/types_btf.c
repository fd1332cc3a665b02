/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types in BTF, in the form that types_dwarf.c gives to those in DWARF. What differs is what the
 * kernel's build leaves out: an array of arrays is one array of all their elements.
 */
#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/name_search.h"
#include "debuginfo/types/types_btf.h"

enum {
	TEXT_DEPTH_MAX = 32, /* a type is written no deeper; only damage leads there */
	PEEL_MAX = 32,	     /* typedefs and qualifiers in a row */
};

static const char *name_at(const struct btf_source *source, uint32_t offset)
{
	const char *name = btf__name_by_offset(source->btf, offset);

	return name ? name : "";
}

/* NULL for void and for what is not there. */
static const struct btf_type *type_at(const struct btf_source *source, uint32_t id)
{
	return id ? btf__type_by_id(source->btf, id) : NULL;
}

uint32_t btf_find(const struct btf_source *source, uint32_t kind, const char *name)
{
	uint32_t first = source->first, end = source->end;

	for (;;) {
		for (uint32_t id = first; id < end; id++) {
			const struct btf_type *type = type_at(source, id);

			if (btf_kind(type) == kind &&
			    !strcmp(name_at(source, type->name_off), name))
				return id;
		}
		if (first == 1)
			return 0;
		end = first;
		first = 1;
	}
}

/* ---------------------------------------------------------------- text */

static const char *text_of(const struct btf_source *source, uint32_t id, int depth);

/* "struct name", or "struct {...}" without one. */
static const char *tagged_text(const struct btf_source *source, const char *tag,
			       const struct btf_type *type)
{
	const char *name = name_at(source, type->name_off);

	return arena_printf(source->arena, "%s %s", tag, *name ? name : "{...}");
}

/* The last parameter of a function with "..." has neither name nor type. */
static bool is_ellipsis(const struct btf_type *proto, uint32_t number)
{
	const struct btf_param *parameter = &btf_params(proto)[number];

	return number + 1u == btf_vlen(proto) && !parameter->type && !parameter->name_off;
}

/* "result (declarator) (parameters)" */
static const char *function_text(const struct btf_source *source, const struct btf_type *proto,
				 const char *declarator, int depth)
{
	const char *text = "";

	for (uint32_t i = 0; i < btf_vlen(proto); i++)
		text = arena_printf(
			source->arena, "%s%s%s", text, *text ? ", " : "",
			is_ellipsis(proto, i)
				? "..."
				: text_of(source, btf_params(proto)[i].type, depth + 1));
	return arena_printf(source->arena, "%s (%s) (%s)", text_of(source, proto->type, depth + 1),
			    declarator, text);
}

/* Tags tell about a type, they are no part of it. */
static uint32_t skip_tags(const struct btf_source *source, uint32_t id)
{
	const struct btf_type *type = type_at(source, id);

	for (int i = 0; i < PEEL_MAX && type && btf_is_type_tag(type); i++) {
		id = type->type;
		type = type_at(source, id);
	}
	return id;
}

static const char *pointer_text(const struct btf_source *source, const struct btf_type *pointer,
				int depth)
{
	uint32_t id = skip_tags(source, pointer->type);
	const struct btf_type *target = type_at(source, id);

	/* x86-64's va_list is an array, and so a parameter of that type points to its element. */
	if (target && btf_is_struct(target) &&
	    !strcmp(name_at(source, target->name_off), "__va_list_tag"))
		return "va_list";
	if (target && btf_is_func_proto(target))
		return function_text(source, target, "*", depth + 1);
	if (target && btf_is_array(target))
		return arena_printf(source->arena, "%s (*)[]",
				    text_of(source, btf_array(target)->type, depth + 1));
	return arena_printf(source->arena, "%s*", text_of(source, id, depth + 1));
}

static const char *text_of(const struct btf_source *source, uint32_t id, int depth)
{
	const struct btf_type *type = type_at(source, id);
	const char *name;

	if (!id)
		return "void";
	if (!type || depth > TEXT_DEPTH_MAX)
		return "?";
	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		return pointer_text(source, type, depth);
	case BTF_KIND_CONST:
		return arena_printf(source->arena, "%s const",
				    text_of(source, type->type, depth + 1));
	case BTF_KIND_VOLATILE:
		return arena_printf(source->arena, "%s volatile",
				    text_of(source, type->type, depth + 1));
	case BTF_KIND_RESTRICT:
		return arena_printf(source->arena, "%s restrict",
				    text_of(source, type->type, depth + 1));
	case BTF_KIND_TYPE_TAG:
		return text_of(source, type->type, depth + 1);
	case BTF_KIND_STRUCT:
		return tagged_text(source, "struct", type);
	case BTF_KIND_UNION:
		return tagged_text(source, "union", type);
	case BTF_KIND_FWD:
		return tagged_text(source, btf_kflag(type) ? "union" : "struct", type);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return tagged_text(source, "enum", type);
	case BTF_KIND_ARRAY:
		return arena_printf(source->arena, "%s[]",
				    text_of(source, btf_array(type)->type, depth + 1));
	case BTF_KIND_FUNC_PROTO:
		return function_text(source, type, "", depth);
	}
	name = name_at(source, type->name_off);
	return *name ? name : "?";
}

/* ---------------------------------------------------------------- kind, size, sign */

static bool is_modifier(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return true;
	default:
		return false;
	}
}

/* The definition of what is only declared; NULL when it is nowhere. */
static const struct btf_type *definition(const struct btf_source *source,
					 const struct btf_type *declaration)
{
	uint32_t kind = btf_kflag(declaration) ? BTF_KIND_UNION : BTF_KIND_STRUCT;

	return type_at(source, btf_find(source, kind, name_at(source, declaration->name_off)));
}

/* Without typedefs, qualifiers and tags, and complete if possible. NULL for void and damage. */
static const struct btf_type *peeled(const struct btf_source *source, uint32_t id)
{
	const struct btf_type *type = type_at(source, id), *complete;

	for (int i = 0; type && is_modifier(type); i++)
		type = i < PEEL_MAX ? type_at(source, type->type) : NULL;
	if (type && btf_is_fwd(type)) {
		complete = definition(source, type);
		return complete ? complete : type;
	}
	return type;
}

/* True when qualifiers and typedefs lead to void. */
static bool is_void(const struct btf_source *source, uint32_t id)
{
	for (int i = 0; id && i < PEEL_MAX; i++) {
		const struct btf_type *type = type_at(source, id);

		if (!type || !is_modifier(type))
			return false;
		id = type->type;
	}
	return !id;
}

static void describe_integer(const struct btf_type *from, struct type *type)
{
	type->kind = btf_int_encoding(from) & BTF_INT_BOOL ? KIND_BOOL : KIND_INTEGER;
	type->is_signed = btf_int_encoding(from) & BTF_INT_SIGNED;
	type->size = from->size;
}

/* Kind, sign and size of a type without typedefs and qualifiers. */
static void describe(const struct btf_type *from, struct type *type)
{
	switch (btf_kind(from)) {
	case BTF_KIND_INT:
		describe_integer(from, type);
		return;
	case BTF_KIND_FLOAT:
		type->kind = KIND_FLOAT;
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		type->kind = KIND_ENUM;
		type->is_signed = btf_kflag(from);
		break;
	case BTF_KIND_STRUCT:
		type->kind = KIND_STRUCT;
		break;
	case BTF_KIND_UNION:
		type->kind = KIND_UNION;
		break;
	case BTF_KIND_FWD:
		type->kind = btf_kflag(from) ? KIND_UNION : KIND_STRUCT;
		return;
	case BTF_KIND_PTR:
		type->kind = KIND_POINTER;
		type->size = 8;
		return;
	case BTF_KIND_ARRAY:
		type->kind = KIND_ARRAY;
		return;
	case BTF_KIND_FUNC_PROTO:
		type->kind = KIND_FUNCTION;
		return;
	default:
		return;
	}
	type->size = from->size;
}

const struct type *btf_type(struct btf_source *source, uint32_t id)
{
	struct type *type = arena_new_object(source->arena, struct type);
	const struct btf_type *from = peeled(source, id);

	type->source = &source->types;
	type->id = id;
	type->text = text_of(source, id, 0);
	type->kind = is_void(source, id) ? KIND_VOID : KIND_UNKNOWN;
	if (from)
		describe(from, type);
	if (type->kind == KIND_ARRAY) {
		long long size = btf__resolve_size(source->btf, id);

		type->size = size > 0 ? (uint64_t)size : 0;
	}
	return type;
}

/* ---------------------------------------------------------------- what types are made of */

static struct btf_source *source_of(const struct type *type)
{
	return type->source->data;
}

static const struct btf_type *from_of(const struct type *type)
{
	return peeled(source_of(type), (uint32_t)type->id);
}

static const struct type *target(const struct type *type)
{
	const struct btf_type *from = from_of(type);

	if (!from)
		return NULL;
	return btf_type(source_of(type), btf_is_array(from) ? btf_array(from)->type
					 : btf_is_ptr(from) ? skip_tags(source_of(type), from->type)
							    : from->type);
}

static uint64_t length(const struct type *type)
{
	const struct btf_type *from = from_of(type);

	return from && btf_is_array(from) ? btf_array(from)->nelems : 0;
}

/* Bitfields are described by the struct or, without its kind_flag, by an integer type of theirs. */
static void read_member(struct btf_source *source, const struct btf_type *from, uint32_t number,
			struct type_member *member)
{
	const struct btf_member *written = &btf_members(from)[number];
	const struct btf_type *type = peeled(source, written->type);
	const char *name = name_at(source, written->name_off);

	member->name = *name ? name : NULL;
	member->type = btf_type(source, written->type);
	member->bit_offset = btf_member_bit_offset(from, number);
	member->bit_size = btf_member_bitfield_size(from, number);
	if (!btf_kflag(from) && type && btf_is_int(type) && btf_int_bits(type) != type->size * 8) {
		member->bit_offset += btf_int_offset(type);
		member->bit_size = btf_int_bits(type);
	}
}

static size_t members(const struct type *type, const struct type_member **found)
{
	const struct btf_type *from = from_of(type);
	struct type_member *list;

	*found = NULL;
	if (!from || !btf_is_composite(from))
		return 0;
	list = arena_alloc(type->source->arena, btf_vlen(from) * sizeof(*list) + 1);
	for (uint32_t i = 0; i < btf_vlen(from); i++)
		read_member(source_of(type), from, i, &list[i]);
	*found = list;
	return btf_vlen(from);
}

/* The value of enumerator @number. */
static int64_t enumerator_value(const struct btf_type *from, uint32_t number)
{
	if (btf_is_enum64(from))
		return (int64_t)btf_enum64_value(&btf_enum64(from)[number]);
	return btf_kflag(from) ? btf_enum(from)[number].val
			       : (int64_t)(uint32_t)btf_enum(from)[number].val;
}

static const char *enumerator_name(const struct btf_source *source, const struct btf_type *from,
				   uint32_t number)
{
	return name_at(source, btf_is_enum64(from) ? btf_enum64(from)[number].name_off
						   : btf_enum(from)[number].name_off);
}

static size_t enumerators(const struct type *type, const struct type_enumerator **found)
{
	const struct btf_type *from = from_of(type);
	struct type_enumerator *list;

	*found = NULL;
	if (!from || !btf_is_any_enum(from))
		return 0;
	list = arena_alloc(type->source->arena, btf_vlen(from) * sizeof(*list) + 1);
	for (uint32_t i = 0; i < btf_vlen(from); i++) {
		list[i].name = enumerator_name(source_of(type), from, i);
		list[i].value = enumerator_value(from, i);
	}
	*found = list;
	return btf_vlen(from);
}

bool btf_enumerator_find(struct btf_source *source, const char *name, int64_t *value)
{
	for (uint32_t id = 1; id < source->end; id++) {
		const struct btf_type *from = type_at(source, id);

		if (!btf_is_any_enum(from))
			continue;
		for (uint32_t i = 0; i < btf_vlen(from); i++) {
			if (!strcmp(enumerator_name(source, from, i), name)) {
				*value = enumerator_value(from, i);
				return true;
			}
		}
	}
	return false;
}

/* ---------------------------------------------------------------- by name */

/* Which kinds of BTF a kind of named types is. */
static bool is_kind(const struct btf_type *from, enum named_type kind)
{
	switch (kind) {
	case NAMED_STRUCT:
		return btf_is_struct(from);
	case NAMED_UNION:
		return btf_is_union(from);
	case NAMED_ENUM:
		return btf_is_any_enum(from);
	default:
		return btf_is_typedef(from) || btf_is_int(from) || btf_is_float(from);
	}
}

static const struct type *find(const struct type_source *types, enum named_type kind,
			       const char *name)
{
	static const uint32_t kinds[][3] = {
		[NAMED_STRUCT] = { BTF_KIND_STRUCT },
		[NAMED_UNION] = { BTF_KIND_UNION },
		[NAMED_ENUM] = { BTF_KIND_ENUM, BTF_KIND_ENUM64 },
		[NAMED_OTHER] = { BTF_KIND_TYPEDEF, BTF_KIND_INT, BTF_KIND_FLOAT },
	};

	for (size_t i = 0; i < 3 && kinds[kind][i]; i++) {
		uint32_t id = btf_find(types->data, kinds[kind][i], name);

		if (id)
			return btf_type(types->data, id);
	}
	return NULL;
}

static const char *name_of_list(const void *table, size_t number)
{
	return ((const char *const *)table)[number];
}

static const char *nearest(const struct type_source *types, enum named_type kind, const char *name)
{
	struct btf_source *source = types->data;
	VEC(const char *) names = { 0 };
	const char *found;

	for (uint32_t id = 1; id < source->end; id++) {
		const struct btf_type *from = type_at(source, id);

		if (is_kind(from, kind) && *name_at(source, from->name_off))
			vec_push(source->arena, &names, name_at(source, from->name_off));
	}
	return names_similar(name, name_of_list, names.items, names.count, 1, &found) ? found
										      : NULL;
}

void btf_types_init(struct btf_source *source)
{
	source->types = (struct type_source){
		.arena = source->arena,
		.data = source,
		.target = target,
		.length = length,
		.members = members,
		.enumerators = enumerators,
		.find = find,
		.nearest = nearest,
	};
}
