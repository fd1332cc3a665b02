// SPDX-License-Identifier: GPL-2.0-only
#include "probes/family.h"

#include <string.h>

bool value_check(struct resolve *resolve, const struct probe *probe, const struct expr *target)
{
	if (strcmp(target->target.name, "$value"))
		return resolve_fail(resolve, target->place, "there is $value, a string",
				    "there is no variable '%s' in probe %s", target->target.name,
				    probe->name);
	if (target->target.access_count || target->target.address_of)
		return resolve_fail(resolve, target->place, NULL,
				    "$value is a string: it has no members, elements or address");
	return true;
}

void value_lower(struct expr *target)
{
	target->kind = EXPR_CODE;
	target->type = TYPE_STRING;
	target->string.text = "(const char *)c->event";
	target->string.length = strlen(target->string.text);
}

const char *value_variables(struct resolve *resolve, const struct probe *probe)
{
	(void)resolve;
	(void)probe;
	return "$value:string";
}
