/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF: the types and the functions of a kernel or a module, as it carries them itself. They are
 * there without any debug file, and with less in them: functions with their parameters and
 * results, no variables in functions, no lines, no inlined instances.
 *
 *	btf.h		where it is from, and what is asked of it by name
 *	types_btf.h	its types as those of types.h
 *
 * The format: Documentation/bpf/btf.rst in the kernel's sources. libbpf parses it.
 */
#ifndef STAP_DEBUGINFO_BTF_H
#define STAP_DEBUGINFO_BTF_H

#include "debuginfo/types/type_source.h"

struct btf; /* libbpf's */

/* Stays until the end of the process. */
struct btf_source {
	struct arena *arena;
	struct btf *btf;
	uint32_t first, end; /* its own types; those before are of what it is split from */
	struct type_source types;
};

/*
 * The BTF of the target kernel: out of sysfs when it is the running one, else out of its image.
 * Returns NULL and fills in @error when it has none.
 */
struct btf_source *btf_open_kernel(struct arena *arena, const struct debuginfo_target *target,
				   struct debuginfo_error *error);

/*
 * BTF in memory, which is copied; of a module, on top of @kernel's, else that is NULL. @name is
 * what it is of, for messages. Returns NULL and fills in @error when it is damaged.
 */
struct btf_source *btf_open_bytes(struct arena *arena, const void *bytes, size_t size,
				  struct btf_source *kernel, const char *name,
				  struct debuginfo_error *error);

/* What answers for its types. */
const struct type_source *btf_types(struct btf_source *source);

/* ---------------------------------------------------------------- functions */

struct btf_function {
	const char *name;
	uint32_t id;
	bool is_ambiguous; /* others have that name and take or return something else */
};

/*
 * The functions called @name, or that match this pattern of fnmatch(3), sorted by name, each name
 * once. Their number is the result, @found gets the array.
 */
size_t btf_functions_find(struct btf_source *source, const char *name, struct btf_function **found);

struct btf_parameter {
	const char *name; /* "": it has none */
	const struct type *type;
};

/* What a function takes and returns. */
struct btf_signature {
	const struct type *result;
	struct btf_parameter *parameters;
	size_t parameter_count;
	bool is_variadic; /* "..." follows the parameters */
};

/*
 * The signature of a function, or of a type of functions or of pointers to them. NULL when @id is
 * none. Those of btf_functions_find() always have one.
 */
const struct btf_signature *btf_signature(struct btf_source *source, uint32_t id);

/*
 * The signature of the function or, where there is none, of the typedef called @name: a tracepoint
 * has its arguments behind the first parameter of __traceiter_NAME, and of btf_trace_NAME. NULL
 * when there is neither.
 */
const struct btf_signature *btf_signature_find(struct btf_source *source, const char *name);

/* The up to @limit names of functions nearest to @name by spelling, nearest first. */
size_t btf_functions_similar(struct btf_source *source, const char *name, size_t limit,
			     const char **names);

/* ---------------------------------------------------------------- enumerators */

/* The value of the first enumerator called @name. False when there is none. */
bool btf_enumerator_find(struct btf_source *source, const char *name, int64_t *value);

#endif
