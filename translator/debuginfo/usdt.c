/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading .note.stapsdt. Each note has three words and three strings; the words are addresses from
 * when the program was linked, and if something moved it since, so has .stapsdt.base moved.
 */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/files/elf_section.h"
#include "debuginfo/files/object_file.h"
#include "debuginfo/usdt.h"

enum {
	NOTE_TYPE = 3 /* of the third, and only, format */
};

static const char note_owner[] = "stapsdt";

struct mark_list {
	VEC(struct usdt_mark) marks;
};

/* The next of the strings between @at and @end, copied; NULL when it has no end. */
static const char *next_string(struct arena *arena, const char **at, const char *end)
{
	const char *start = *at, *nul = memchr(start, '\0', (size_t)(end - start));

	if (!nul)
		return NULL;
	*at = nul + 1;
	return arena_strdup(arena, start);
}

static void read_note(struct arena *arena, const char *description, size_t size, uint64_t base,
		      struct mark_list *list)
{
	const char *at = description + 3 * sizeof(uint64_t), *end = description + size;
	struct usdt_mark mark = { 0 };
	uint64_t words[3];

	if (size < sizeof(words))
		return;
	memcpy(words, description, sizeof(words));
	mark.provider = next_string(arena, &at, end);
	mark.name = mark.provider ? next_string(arena, &at, end) : NULL;
	mark.arguments = mark.name ? next_string(arena, &at, end) : NULL;
	if (!mark.arguments)
		return;
	if (!base)
		base = words[1];
	mark.address = words[0] + base - words[1];
	mark.semaphore = words[2] ? words[2] + base - words[1] : 0;
	vec_push(arena, &list->marks, mark);
}

static void read_notes(struct arena *arena, Elf *elf, struct mark_list *list)
{
	Elf_Data *data = elf_section_data(elf, ".note.stapsdt");
	GElf_Shdr header;
	uint64_t base = elf_section_named(elf, ".stapsdt.base", &header) ? header.sh_addr : 0;
	size_t name, description;
	GElf_Nhdr note;

	for (size_t at = 0;
	     data && (at = gelf_getnote(data, at, &note, &name, &description)) > 0;) {
		const char *bytes = data->d_buf;

		if (note.n_type == NOTE_TYPE && note.n_namesz == sizeof(note_owner) &&
		    !memcmp(bytes + name, note_owner, sizeof(note_owner)))
			read_note(arena, bytes + description, note.n_descsz, base, list);
	}
}

static int compare(const void *a, const void *b)
{
	const struct usdt_mark *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (!order)
		order = strcmp(x->provider, y->provider);
	if (!order)
		order = x->address < y->address ? -1 : x->address > y->address;
	return order;
}

size_t usdt_marks(struct arena *arena, const struct program_file *file, struct usdt_mark **marks)
{
	struct mark_list list = { 0 };
	struct object_file object;

	if (object_file_open(&object, file->file)) {
		read_notes(arena, object.elf, &list);
		object_file_close(&object);
	}
	if (list.marks.count)
		qsort(list.marks.items, list.marks.count, sizeof(*list.marks.items), compare);
	*marks = list.marks.items;
	return list.marks.count;
}
