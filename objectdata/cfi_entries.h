/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of call frame information: what is common to functions (CIE) and what is about one
 * (FDE). DWARF 5 §6.4.1, and for .eh_frame the Linux Standard Base 5 §10.6.
 */
#ifndef STAP_OBJECTDATA_CFI_ENTRIES_H
#define STAP_OBJECTDATA_CFI_ENTRIES_H

#include "byte_reader.h"
#include "elf_image.h"

struct cfi_section {
	const struct elf_image *image; /* what pointers point into */
	struct elf_bytes bytes;
	bool is_eh;		   /* .eh_frame, else .debug_frame */
	bool ends_with_terminator; /* else it is skipped */
};

struct cfi_cie {
	const struct cfi_section *section;
	size_t offset; /* in the section */
	struct byte_reader instructions;
	uint64_t code_alignment;
	int64_t data_alignment;
	uint64_t return_column;
	uint8_t pointer_encoding; /* DW_EH_PE_… of addresses in FDEs */
	bool has_augmentation;	  /* its FDEs have a length of their augmentation */
	bool is_signal;
	bool is_unknown; /* it is of a version or augmentation that is not known */
};

struct cfi_fde {
	uint64_t begin, end; /* link-time addresses */
	struct byte_reader instructions;
	uint32_t cie; /* number */
	uint32_t order;
};

struct cfi_entries {
	struct cfi_cie *cies;
	size_t cie_count, cie_capacity;
	struct cfi_fde *fdes;
	size_t fde_count, fde_capacity;
	bool no_memory;
	const char *problem; /* what was malformed, or NULL */
};

/*
 * Adds the entries of @section, which must stay. FDEs that are not about code of @image, as those
 * of functions that the linker left out, are not added.
 */
void cfi_entries_add(struct cfi_entries *entries, const struct cfi_section *section);

void cfi_entries_free(struct cfi_entries *entries);

/*
 * The address that @reader, which is within @section, has next in @encoding (DW_EH_PE_…). @function
 * is what DW_EH_PE_funcrel is relative to.
 */
uint64_t cfi_read_address(const struct cfi_section *section, struct byte_reader *reader,
			  uint8_t encoding, uint64_t function);

#endif
