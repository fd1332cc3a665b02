// SPDX-License-Identifier: GPL-2.0-only
#include "object_data_make.h"

#include <stdlib.h>

#include "data_writer.h"
#include "elf_image.h"
#include "string_table.h"
#include "symbol_table.h"
#include "unwind_tables.h"

/* More are none that a linker made; the module takes no more. */
#define MOST_SEGMENTS 64

static void add_segments(struct data_writer *writer, const struct elf_image *image)
{
	struct stap_segment *segments = calloc(MOST_SEGMENTS, sizeof(*segments));
	size_t count = 0;

	if (!segments) {
		writer->failed = true;
		return;
	}
	for (size_t i = 0; i < image->segment_count && count < MOST_SEGMENTS; i++) {
		GElf_Phdr header;

		if (elf_image_load(image, i, &header) && header.p_flags & PF_X)
			segments[count++] = (struct stap_segment){
				.address = header.p_vaddr,
				.offset = header.p_offset,
				.size = header.p_filesz,
			};
	}
	data_writer_add(writer, offsetof(struct stap_object_data, segments), segments,
			sizeof(*segments), count);
	free(segments);
}

/* Symbols and lines, and the strings of both. */
static void add_names(struct data_writer *writer, const struct object_source *source,
		      unsigned int parts)
{
	struct string_table strings = { 0 };

	if (parts & OBJECT_SYMBOLS)
		symbol_table_add(writer, &strings, source);
	if (parts & OBJECT_LINES && source->add_lines)
		source->add_lines(writer, &strings, source->argument);
	data_writer_add(writer, offsetof(struct stap_object_data, strings), strings.text, 1,
			strings.size);
	writer->failed |= strings.failed;
	string_table_free(&strings);
}

struct stap_object_data *object_data_make(const struct object_source *source, unsigned int parts,
					  const char **problem)
{
	struct elf_image file, debug;
	struct data_writer writer;
	bool has_debug = source->debug && elf_image_open(&debug, source->debug);

	*problem = NULL;
	if (!elf_image_open(&file, source->file)) {
		*problem = "not an ELF file of this machine";
		return NULL;
	}
	data_writer_begin(&writer, file.base);
	add_segments(&writer, &file);
	if (parts & OBJECT_UNWIND)
		unwind_tables_add(&writer, &file, has_debug ? &debug : NULL, problem);
	add_names(&writer, source, parts);

	struct stap_object_data *data = data_writer_end(&writer);

	if (!data)
		*problem = "not enough memory for its tables";
	return data;
}
