/* SPDX-License-Identifier: GPL-2.0-only */
/* What an alias' body assigns to, and the types, told from the text alone: no kernel is asked. */
#ifndef STAP_CATALOGUE_ALIAS_TYPES_H
#define STAP_CATALOGUE_ALIAS_TYPES_H

#include "catalogue/catalogue.h"

/* Adds the variables that the body of @alias, of @script, sets to @variables, each once. */
void alias_body_variables(struct arena *arena, const struct script *script,
			  const struct alias_declaration *alias,
			  enum value_type (*function_type)(const void *data, const char *name),
			  const void *data, struct alias_variables *variables);

/* Returns the variable of that name, or NULL. */
struct alias_variable *find_variable(const struct alias_variables *variables, const char *name);

#endif
