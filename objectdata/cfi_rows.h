/* SPDX-License-Identifier: GPL-2.0-only */
/* The instructions of call frame information, executed to rows (DWARF 5 §6.4.2, §6.4.3). */
#ifndef STAP_OBJECTDATA_CFI_ROWS_H
#define STAP_OBJECTDATA_CFI_ROWS_H

#include "cfi_entries.h"

enum {
	CFI_REGISTERS = 17 /* those of struct stap_frame_rule; others are not kept */
};

enum cfi_rule_kind {
	CFI_UNSPECIFIED,
	CFI_UNDEFINED,
	CFI_SAME_VALUE,
	CFI_OFFSET,	/* in memory at CFA + offset */
	CFI_VAL_OFFSET, /* CFA + offset */
	CFI_REGISTER,	/* in register number offset */
	CFI_EXPRESSION, /* in memory at the expression */
	CFI_VAL_EXPRESSION,
};

struct cfi_rule {
	uint8_t kind;	 /* of the CFA: CFI_UNSPECIFIED, CFI_REGISTER, CFI_VAL_EXPRESSION */
	uint64_t number; /* of the CFA: its register */
	int64_t offset;
	const uint8_t *expression; /* within the section */
	size_t length;		   /* bytes */
};

struct cfi_row {
	uint64_t begin, end; /* link-time addresses */
	struct cfi_rule cfa;
	struct cfi_rule registers[CFI_REGISTERS];
};

typedef void cfi_row_function(void *argument, const struct cfi_cie *cie, const struct cfi_row *row);

/*
 * Calls @row for each row of @fde, in their order. False when an instruction is malformed; there
 * are no rows from there on.
 */
bool cfi_rows(const struct cfi_cie *cie, const struct cfi_fde *fde, cfi_row_function *row,
	      void *argument);

#endif
