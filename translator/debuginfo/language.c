/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Languages, by what their compilers say of a unit (DWARF 5 §3.1.1).
 */
#include <dwarf.h>
#include <string.h>

#include "debuginfo/internal.h"
#include "debuginfo/language.h"

/* Those whose functions do not, or not always, call as those in C do. */
enum language {
	LANGUAGE_AS_C,
	LANGUAGE_GO,
	LANGUAGE_RUST
};

static enum language language_of(struct debuginfo *debuginfo,
				 const struct function_instance *instance)
{
	Dwarf_Attribute attribute;
	const char *producer;
	Dwarf_Word language;
	Dwarf_Die die, unit;

	if (!debuginfo_die(debuginfo, instance->die, &die) ||
	    !dwarf_diecu(&die, &unit, NULL, NULL) ||
	    !dwarf_attr(&unit, DW_AT_language, &attribute) ||
	    dwarf_formudata(&attribute, &language))
		return LANGUAGE_AS_C;
	if (language == DW_LANG_Rust)
		return LANGUAGE_RUST;
	producer = dwarf_formstring(dwarf_attr(&unit, DW_AT_producer, &attribute));
	/* GNU's compiler has C's convention, and stacks that stay where they are. */
	if (language == DW_LANG_Go && !(producer && !strncmp(producer, "GNU ", strlen("GNU "))))
		return LANGUAGE_GO;
	return LANGUAGE_AS_C;
}

const char *language_forbids_return(struct debuginfo *debuginfo,
				    const struct function_instance *instance)
{
	if (!instance->inlined && language_of(debuginfo, instance) == LANGUAGE_GO)
		return "it is in Go, which moves stacks";
	return NULL;
}

bool language_returns_as_c(struct debuginfo *debuginfo, const struct function_instance *instance,
			   const struct type *type, struct debuginfo_error *error)
{
	if (type_is_scalar(type) || language_of(debuginfo, instance) != LANGUAGE_RUST)
		return true;
	error->text =
		arena_printf(debuginfo->arena,
			     "where a function in Rust leaves a '%s' is not known", type->text);
	return false;
}
