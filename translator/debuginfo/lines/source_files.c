/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the file table of a line number program header, in the forms of DWARF 2 to 4 (§6.2.4
 * there: lists of strings ended by an empty one) and of DWARF 5 (§6.2.4.1: tables with described
 * columns).
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/lines/source_files.h"

/* A cursor over the bytes of a header; reading past the end sets `bad` and gives zeros. */
struct cursor {
	const uint8_t *at, *end;
	bool bad;
};

static uint64_t read_fixed(struct cursor *cursor, unsigned int size)
{
	uint64_t value = 0;

	if ((size_t)(cursor->end - cursor->at) < size) {
		cursor->bad = true;
		return 0;
	}
	memcpy(&value, cursor->at, size); /* files of a little-endian host */
	cursor->at += size;
	return value;
}

static uint64_t read_uleb128(struct cursor *cursor)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; shift < 64; shift += 7) {
		uint8_t byte = read_fixed(cursor, 1);

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	cursor->bad = true;
	return 0;
}

static void skip(struct cursor *cursor, uint64_t size)
{
	if ((uint64_t)(cursor->end - cursor->at) < size)
		cursor->bad = true;
	else
		cursor->at += size;
}

static const char *read_string(struct cursor *cursor)
{
	const char *string = (const char *)cursor->at;
	const uint8_t *nul = memchr(cursor->at, 0, cursor->end - cursor->at);

	if (!nul) {
		cursor->bad = true;
		return "";
	}
	cursor->at = nul + 1;
	return string;
}

/* The string at @offset of a string section. */
static const char *section_string(struct cursor *cursor, Elf_Data *section, uint64_t offset)
{
	if (!section || offset >= section->d_size ||
	    !memchr((char *)section->d_buf + offset, 0, section->d_size - offset)) {
		cursor->bad = true;
		return "";
	}
	return (const char *)section->d_buf + offset;
}

void line_sections_find(struct line_sections *sections, Elf *elf)
{
	size_t names;

	*sections = (struct line_sections){ 0 };
	if (elf_getshdrstrndx(elf, &names))
		return;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;

		const char *name = elf_strptr(elf, names, header.sh_name);

		if (!name)
			continue;
		if (!strcmp(name, ".debug_line"))
			sections->line = elf_getdata(section, NULL);
		else if (!strcmp(name, ".debug_line_str"))
			sections->line_str = elf_getdata(section, NULL);
		else if (!strcmp(name, ".debug_str"))
			sections->str = elf_getdata(section, NULL);
	}
}

/* Directories and files of DWARF 2 to 4: lists that an empty string ends. */
static void read_lists(struct source_files *files, struct arena *arena, struct cursor *cursor)
{
	const char *string;

	vec_push(arena, &files->directories, files->compilation_directory);
	while (!cursor->bad && *(string = read_string(cursor)))
		vec_push(arena, &files->directories, string);
	vec_push(arena, &files->files, ((struct source_file){ .name = "" }));
	while (!cursor->bad && *(string = read_string(cursor))) {
		struct source_file file = { .name = string };

		file.directory = read_uleb128(cursor);
		read_uleb128(cursor); /* time of modification */
		read_uleb128(cursor); /* size */
		vec_push(arena, &files->files, file);
	}
}

enum {
	FORMAT_MAX = 16
};

struct entry_format {
	unsigned int count;
	struct {
		uint64_t content, form;
	} columns[FORMAT_MAX];
};

static void read_format(struct entry_format *format, struct cursor *cursor)
{
	format->count = read_fixed(cursor, 1);
	if (format->count > FORMAT_MAX) {
		cursor->bad = true;
		format->count = 0;
	}
	for (unsigned int i = 0; i < format->count; i++) {
		format->columns[i].content = read_uleb128(cursor);
		format->columns[i].form = read_uleb128(cursor);
	}
}

/* One value of a table of DWARF 5: a string or a number, as its form says. */
static void read_form(struct cursor *cursor, uint64_t form, unsigned int offset_size,
		      const struct line_sections *sections, const char **string, uint64_t *number)
{
	switch (form) {
	case DW_FORM_string:
		*string = read_string(cursor);
		break;
	case DW_FORM_line_strp:
		*string =
			section_string(cursor, sections->line_str, read_fixed(cursor, offset_size));
		break;
	case DW_FORM_strp:
		*string = section_string(cursor, sections->str, read_fixed(cursor, offset_size));
		break;
	case DW_FORM_udata:
		*number = read_uleb128(cursor);
		break;
	case DW_FORM_data1:
		*number = read_fixed(cursor, 1);
		break;
	case DW_FORM_data2:
		*number = read_fixed(cursor, 2);
		break;
	case DW_FORM_data4:
		*number = read_fixed(cursor, 4);
		break;
	case DW_FORM_data8:
		*number = read_fixed(cursor, 8);
		break;
	case DW_FORM_data16:
		skip(cursor, 16);
		break;
	case DW_FORM_block:
		skip(cursor, read_uleb128(cursor));
		break;
	default:
		cursor->bad = true;
	}
}

static struct source_file read_entry(struct cursor *cursor, const struct entry_format *format,
				     unsigned int offset_size, const struct line_sections *sections)
{
	struct source_file entry = { .name = "" };

	for (unsigned int i = 0; i < format->count && !cursor->bad; i++) {
		const char *string = "";
		uint64_t number = 0;

		read_form(cursor, format->columns[i].form, offset_size, sections, &string, &number);
		if (format->columns[i].content == DW_LNCT_path)
			entry.name = string;
		else if (format->columns[i].content == DW_LNCT_directory_index)
			entry.directory = number;
	}
	return entry;
}

/* Directories and files of DWARF 5. */
static void read_tables(struct source_files *files, struct arena *arena, struct cursor *cursor,
			unsigned int offset_size, const struct line_sections *sections)
{
	struct entry_format format;
	uint64_t count;

	read_format(&format, cursor);
	count = read_uleb128(cursor);
	while (count-- && !cursor->bad)
		vec_push(arena, &files->directories,
			 read_entry(cursor, &format, offset_size, sections).name);
	read_format(&format, cursor);
	count = read_uleb128(cursor);
	while (count-- && !cursor->bad)
		vec_push(arena, &files->files, read_entry(cursor, &format, offset_size, sections));
}

/* The header at the cursor, up to and with its files. */
static bool read_header(struct source_files *files, struct arena *arena, struct cursor *cursor,
			const struct line_sections *sections)
{
	unsigned int offset_size = 4;
	uint64_t length = read_fixed(cursor, 4);

	if (length == 0xffffffff) {
		offset_size = 8;
		length = read_fixed(cursor, 8);
	}
	if (cursor->bad || length > (uint64_t)(cursor->end - cursor->at))
		return false;
	cursor->end = cursor->at + length;
	files->version = read_fixed(cursor, 2);
	if (files->version < 2 || files->version > 5)
		return false;
	if (files->version == 5)
		skip(cursor, 2);   /* address size, segment selector size */
	skip(cursor, offset_size); /* header length */
	/* minimum instruction length, default is_stmt, line base and range */
	skip(cursor, files->version >= 4 ? 5 : 4);

	uint64_t opcode_base = read_fixed(cursor, 1);

	skip(cursor, opcode_base ? opcode_base - 1 : 0);
	if (files->version == 5)
		read_tables(files, arena, cursor, offset_size, sections);
	else
		read_lists(files, arena, cursor);
	return !cursor->bad;
}

bool source_files_read(struct source_files *files, struct arena *arena,
		       const struct line_sections *sections, Dwarf_Die *unit_die)
{
	Dwarf_Attribute attribute;
	Dwarf_Word offset;

	files->directories.count = 0;
	files->files.count = 0;
	files->compilation_directory =
		dwarf_formstring(dwarf_attr(unit_die, DW_AT_comp_dir, &attribute));
	if (!files->compilation_directory)
		files->compilation_directory = "";
	if (!sections->line || !dwarf_attr(unit_die, DW_AT_stmt_list, &attribute) ||
	    dwarf_formudata(&attribute, &offset) || offset >= sections->line->d_size)
		return false;

	struct cursor cursor = {
		.at = (uint8_t *)sections->line->d_buf + offset,
		.end = (uint8_t *)sections->line->d_buf + sections->line->d_size,
	};

	if (!read_header(files, arena, &cursor, sections)) {
		files->files.count = 0;
		return false;
	}
	return true;
}

/*
 * Append the parts of @from to @path, which ends at @length. "." disappears and ".." takes back the
 * part before it, when there is one. Returns the new length.
 */
static size_t append_parts(char *path, size_t length, const char *from)
{
	if (*from == '/') {
		length = 0;
		path[length++] = '/';
	}
	while (*from) {
		size_t part = strcspn(from, "/");
		size_t root = length && path[0] == '/';
		char *slash;

		path[length] = '\0';
		slash = strrchr(path, '/');

		const char *last = slash ? slash + 1 : path;

		if (part == 2 && !memcmp(from, "..", 2) && length > root && strcmp(last, "..")) {
			length = slash ? (size_t)(slash - path) : 0;
			if (length < root)
				length = root;
		} else if (part && !(part == 1 && *from == '.')) {
			if (length + part + 2 >= SOURCE_PATH_MAX)
				break;
			if (length > root)
				path[length++] = '/';
			memcpy(path + length, from, part);
			length += part;
		}
		from += part;
		from += *from == '/';
	}
	path[length] = '\0';
	return length;
}

static void normalize(const struct source_files *files, const char *directory, const char *name,
		      char path[static SOURCE_PATH_MAX])
{
	char root[SOURCE_PATH_MAX];
	size_t root_length = append_parts(root, 0, files->compilation_directory);
	size_t length = append_parts(path, 0, files->compilation_directory);

	length = append_parts(path, length, directory);
	length = append_parts(path, length, name);
	if (!files->whole_paths && root_length && length > root_length &&
	    !memcmp(path, root, root_length) && path[root_length] == '/')
		memmove(path, path + root_length + 1, length - root_length);
}

bool source_files_path(const struct source_files *files, uint64_t number,
		       char path[static SOURCE_PATH_MAX])
{
	if (number >= files->files.count || (files->version < 5 && !number))
		return false;

	const struct source_file *file = &files->files.items[number];
	const char *directory = "";

	if (file->directory < files->directories.count)
		directory = files->directories.items[file->directory];
	/* Directory 0 is the compilation directory itself, which may be given as a relative path.
	 */
	if (!file->directory)
		directory = "";
	normalize(files, directory, file->name, path);
	return true;
}
