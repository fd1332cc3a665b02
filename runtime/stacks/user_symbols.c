// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names, files and lines of addresses of the current process. Handler context.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "stacks/user_symbols.h"
#include "stacks/user_objects.h"

/* ---------------------------------------------------------------- where an address is */

const char *stap_mapping_name(const struct stap_mapping *mapping)
{
	if (mapping->is_vdso)
		return "vdso";
	return mapping->file ? mapping->file->path : NULL;
}

/* The last part of a path. */
static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* What is mapped at @address. Has staprun asked for the file when it is not known. */
static bool find_mapping(struct stap_context *c, u64 address, struct stap_mapping *mapping)
{
	if (!stap_mapping_at(c, address, mapping))
		return false;
	if (!mapping->file || !mapping->file->data)
		stap_object_wanted(address, mapping);
	return true;
}

/* Finds the name of an address. Returns where it is in the terms of the data; -1: it has no name.
 */
static s64 find_symbol(u64 address, bool is_return, const struct stap_mapping *mapping,
		       struct stap_symbol *symbol)
{
	const struct stap_user_file *file;
	u64 in_file;

	symbol->name = NULL;
	symbol->module = NULL;
	symbol->file = NULL;
	symbol->is_inlined = false;
	if (!mapping)
		return -1;
	file = mapping->file;
	symbol->module = stap_mapping_name(mapping);
	symbol->module_length = file ? file->path_length : 0;
	symbol->module_offset = address - mapping->start + mapping->offset;
	symbol->module_end = mapping->end - mapping->start + mapping->offset;
	if (!file || !file->data)
		return -1;
	in_file = address - mapping->bias - file->data->base - is_return;
	if (in_file > U32_MAX || !stap_object_symbol_at(file->data, in_file, symbol))
		return -1;
	symbol->offset += is_return;
	return in_file;
}

/* ---------------------------------------------------------------- as text */

void stap_put_user_frame(struct stap_context *c, struct stap_output *o, u64 address, bool is_return,
			 const struct stap_mapping *mapping, enum stap_address_form form)
{
	struct stap_source_walk walk STAP_UNSET;
	struct stap_symbol found STAP_UNSET, symbol STAP_UNSET;
	s64 in_file = find_symbol(address, is_return, mapping, &found);

	if (in_file < 0 || !stap_form_has_lines(form)) {
		stap_put_symbol_text(c, o, address, &found, form);
		return;
	}
	walk = (struct stap_source_walk){ .data = mapping->file->data, .address = in_file };
	do {
		symbol = found;
		if (!stap_source_walk_on(&walk, &symbol))
			return;
		stap_put_symbol_text(c, o, address, &symbol, form);
	} while (form == STAP_AS_FILELINE);
}

void stap_put_user_symbol(struct stap_context *c, struct stap_output *o, uint64_t address,
			  bool is_return, enum stap_address_form form)
{
	struct stap_mapping mapping;
	bool is_mapped = find_mapping(c, address - is_return, &mapping);

	stap_put_user_frame(c, o, address, is_return, is_mapped ? &mapping : NULL, form);
}

/* ---------------------------------------------------------------- files of a process */

static const struct stap_user_file *file_at(struct stap_context *c, u64 address,
					    struct stap_mapping *mapping)
{
	if (find_mapping(c, address, mapping) && mapping->file)
		return mapping->file;
	stap_raise_format(c, NULL, "no known file is mapped at user address 0x%llx", address);
	return NULL;
}

void stap_user_module_name(struct stap_context *c, uint64_t address, char *text, size_t size)
{
	struct stap_mapping mapping;

	*text = '\0';
	if (file_at(c, address, &mapping))
		stap_copy_string(text, short_name(stap_mapping_name(&mapping)), size);
}

void stap_user_module_build_id(struct stap_context *c, uint64_t address, char *text, size_t size)
{
	struct stap_mapping mapping;
	const struct stap_user_file *file = file_at(c, address, &mapping);

	stap_copy_string(text, file && file->build_id ? file->build_id : "", size);
}

int64_t stap_user_module_address(struct stap_context *c, uint64_t address)
{
	struct stap_mapping mapping;

	return file_at(c, address, &mapping) ? address - mapping.bias : 0;
}
