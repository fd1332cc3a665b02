/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types, free of where they are described.
 */
#include <ctype.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/types/type_source.h"

enum {
	NESTING_MAX = 32, /* anonymous members in anonymous members; only damage leads there */
};

bool type_is_scalar(const struct type *type)
{
	switch (type->kind) {
	case KIND_INTEGER:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_POINTER:
		return type->size > 0 && type->size <= sizeof(uint64_t);
	default:
		return false;
	}
}

const struct type *type_pointer_to(const struct type *type)
{
	struct type *pointer = arena_new_object(type->source->arena, struct type);

	pointer->kind = KIND_POINTER;
	pointer->size = 8;
	pointer->text = arena_printf(type->source->arena, "%s*", type->text);
	pointer->source = type->source;
	pointer->pointee = type;
	return pointer;
}

const struct type *type_target(const struct type *type)
{
	if (type->pointee)
		return type->pointee;
	if (type->kind != KIND_POINTER && type->kind != KIND_ARRAY && type->kind != KIND_FUNCTION)
		return NULL;
	return type->source->target(type);
}

uint64_t type_length(const struct type *type)
{
	return type->kind == KIND_ARRAY ? type->source->length(type) : 0;
}

size_t type_members(const struct type *type, const struct type_member **members)
{
	if (type->kind == KIND_STRUCT || type->kind == KIND_UNION)
		return type->source->members(type, members);
	*members = NULL;
	return 0;
}

size_t type_enumerators(const struct type *type, const struct type_enumerator **enumerators)
{
	if (type->kind == KIND_ENUM)
		return type->source->enumerators(type, enumerators);
	*enumerators = NULL;
	return 0;
}

/* Makes @member, of the struct or base class that @outer is, one of what @outer is in. */
static void member_within(struct arena *arena, const struct type_member *outer,
			  struct type_member *member)
{
	struct type_virtual_base *first;

	if (!member->base) {
		member->base = outer->base;
		member->bit_offset += outer->bit_offset;
		return;
	}
	first = arena_new_object(arena, struct type_virtual_base);
	*first = *member->base;
	first->offset += outer->bit_offset / 8;
	member->base = first;
	if (outer->base) {
		struct type_virtual_base *before =
			arena_new_object(arena, struct type_virtual_base);

		*before = *outer->base;
		before->next = first;
		member->base = before;
	}
}

static bool find_member(const struct type *type, const char *name, struct type_member *found,
			int depth)
{
	const struct type_member *members;
	size_t count = depth < NESTING_MAX ? type_members(type, &members) : 0;

	for (size_t i = 0; i < count; i++) {
		if (members[i].name && !strcmp(members[i].name, name)) {
			*found = members[i];
			return true;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (!members[i].name && find_member(members[i].type, name, found, depth + 1)) {
			member_within(type->source->arena, &members[i], found);
			return true;
		}
	}
	return false;
}

bool type_member_find(const struct type *type, const char *name, struct type_member *member)
{
	return find_member(type, name, member, 0);
}

bool type_is_by_reference(const struct type *type)
{
	return type->source->is_by_reference && type->source->is_by_reference(type);
}

static const struct source_variable *find_static(const struct type *type, const char *name,
						 int depth)
{
	const struct source_variable *found = NULL;
	const struct type_member *members;
	size_t count = depth < NESTING_MAX ? type_members(type, &members) : 0;

	if (type->kind == KIND_STRUCT || type->kind == KIND_UNION)
		found = type->source->static_member(type, name);
	for (size_t i = 0; i < count && !found; i++)
		if (!members[i].name)
			found = find_static(members[i].type, name, depth + 1);
	return found;
}

const struct source_variable *type_static_find(const struct type *type, const char *name)
{
	return type->source->static_member ? find_static(type, name, 0) : NULL;
}

/* Takes @word from the start of @text, when it stands there alone. */
static bool take_word(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*text, word, length) || isalnum((unsigned char)(*text)[length]) ||
	    (*text)[length] == '_')
		return false;
	*text += length;
	while (isspace((unsigned char)**text))
		++*text;
	return true;
}

/* C lets "unsigned long" be written in more ways than compilers write it in debug information. */
static const char *base_type_name(const char *name)
{
	static const char *const names[][2] = {
		{ "unsigned", "unsigned int" },
		{ "signed", "int" },
		{ "short", "short int" },
		{ "unsigned short", "short unsigned int" },
		{ "unsigned short int", "short unsigned int" },
		{ "long", "long int" },
		{ "unsigned long", "long unsigned int" },
		{ "unsigned long int", "long unsigned int" },
		{ "long long", "long long int" },
		{ "unsigned long long", "long long unsigned int" },
		{ "unsigned long long int", "long long unsigned int" },
		{ "bool", "_Bool" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i][0], name))
			return names[i][1];
	return name;
}

/* A name without a tag means a type of that name, else a struct, union or enum. */
static const struct type *find_named(const struct type_source *source, const char *name)
{
	static const enum named_type kinds[] = { NAMED_OTHER, NAMED_STRUCT, NAMED_UNION,
						 NAMED_ENUM };
	const struct type *type = NULL;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !type; i++)
		type = source->find(source, kinds[i], name);
	return type ? type : source->find(source, NAMED_OTHER, base_type_name(name));
}

/* What is written in @cast: "const struct name **". */
struct written_type {
	enum named_type kind; /* NAMED_OTHER: no tag was written */
	const char *name;
	unsigned int stars;
};

static struct written_type parse_written(struct arena *arena, const char *text)
{
	struct written_type written = { .kind = NAMED_OTHER };
	size_t length;

	while (isspace((unsigned char)*text))
		text++;
	while (take_word(&text, "const") || take_word(&text, "volatile"))
		;
	if (take_word(&text, "struct") || take_word(&text, "class"))
		written.kind = NAMED_STRUCT;
	else if (take_word(&text, "union"))
		written.kind = NAMED_UNION;
	else if (take_word(&text, "enum"))
		written.kind = NAMED_ENUM;
	length = strlen(text);
	while (length && (isspace((unsigned char)text[length - 1]) || text[length - 1] == '*'))
		written.stars += text[--length] == '*';
	written.name = arena_strndup(arena, text, length);
	return written;
}

const struct type *type_find(const struct type_source *source, const char *text)
{
	struct written_type written = parse_written(source->arena, text);
	const struct type *type = written.kind == NAMED_OTHER
					  ? find_named(source, written.name)
					  : source->find(source, written.kind, written.name);

	while (type && written.stars--)
		type = type_pointer_to(type);
	return type;
}

const char *type_find_nearest(const struct type_source *source, const char *text)
{
	struct written_type written = parse_written(source->arena, text);
	const char *nearest = source->nearest(source, written.kind, written.name);

	if (!nearest && written.kind == NAMED_OTHER)
		nearest = source->nearest(source, NAMED_STRUCT, written.name);
	return nearest;
}

const struct type_source *debuginfo_types(struct debuginfo *debuginfo)
{
	return &debuginfo->types;
}
