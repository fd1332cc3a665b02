/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types out of BTF.
 */
#ifndef STAP_DEBUGINFO_TYPES_BTF_H
#define STAP_DEBUGINFO_TYPES_BTF_H

#include "debuginfo/types/btf.h"

/* The type of number @id; void for 0, and KIND_UNKNOWN for what is no type or not there. */
const struct type *btf_type(struct btf_source *source, uint32_t id);

/*
 * The number of the first type of libbpf's kind @kind called @name, of a module's own before the
 * kernel's; 0 when there is none.
 */
uint32_t btf_find(const struct btf_source *source, uint32_t kind, const char *name);

/* Makes source->types ready. */
void btf_types_init(struct btf_source *source);

#endif
