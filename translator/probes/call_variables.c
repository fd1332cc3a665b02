// SPDX-License-Identifier: GPL-2.0-only
/* The variables at system calls: see call_variables.h. */
#include "probes/call_variables.h"

#include "probes/lowering.h"

#include <string.h>

#define MOST_ARGUMENTS 6

static const struct type long_type = {
	.kind = KIND_INTEGER,
	.is_signed = true,
	.size = 8,
	.text = "long",
};

/* NULL: there is none of that name. */
static struct expr *variable_named(struct lowering *l, bool is_return, const char *name)
{
	if (!strcmp(name, "syscall"))
		return lower_code(l, "stap_syscall_number(c)");
	if (!strcmp(name, "return") && is_return)
		return lower_code(l, "stap_syscall_result(c)");
	if (!strncmp(name, "arg", 3) && name[3] >= '1' && name[3] <= '0' + MOST_ARGUMENTS &&
	    !name[4])
		return lower_code(l, "stap_syscall_argument(c, %c)", name[3]);
	return NULL;
}

static bool no_variable(struct resolve *resolve, const struct probe *probe, bool is_return,
			const struct expr *target)
{
	const char *remedy = "there are $syscall, $arg1 to $arg6, $$vars, $$parms";

	if (is_return)
		remedy = "there are $return, $syscall, $arg1 to $arg6, $$vars, $$parms, $$return";
	return resolve_fail(resolve, target->place, remedy, "'%s' is not available in probe %s",
			    target->target.name, probe->name);
}

/* $$parms: the arguments; $$return; $$vars: all. */
static bool lower_variables(struct lowering *l, bool is_return, const char *which,
			    struct expr *target)
{
	static const char *const names[] = { "syscall", "arg1", "arg2", "arg3",
					     "arg4",	"arg5", "arg6", "return" };
	struct listed_value values[sizeof(names) / sizeof(*names)];
	size_t count = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		bool is_argument = !strncmp(names[i], "arg", 3);
		struct expr *number;

		if ((!strcmp(which, "$$parms") && !is_argument) ||
		    (!strcmp(which, "$$return") && strcmp(names[i], "return")))
			continue;
		number = variable_named(l, is_return, names[i]);
		if (!number)
			continue;
		values[count++] = (struct listed_value){
			.name = names[i],
			.is_available = true,
			.value = { .type = &long_type, .number = number },
		};
	}
	return lower_list(l, values, count, target);
}

bool call_variable_lower(struct resolve *resolve, const struct probe *probe, bool is_return,
			 struct expr *target)
{
	const char *name = target->target.name;
	struct lowering l = { .resolve = resolve, .place = target->place, .name = name };
	struct target_value value = { .type = &long_type };

	if (!strcmp(name, "$$vars") || !strcmp(name, "$$parms") ||
	    (!strcmp(name, "$$return") && is_return))
		return lower_variables(&l, is_return, name, target);
	value.number = variable_named(&l, is_return, name + 1);
	if (!value.number)
		return no_variable(resolve, probe, is_return, target);
	return lower_target_value(&l, &value, target);
}

const char *call_variables(bool is_return)
{
	return is_return ? "$return:long $syscall:long $arg1:long $arg2:long $arg3:long "
			   "$arg4:long $arg5:long $arg6:long"
			 : "$syscall:long $arg1:long $arg2:long $arg3:long $arg4:long $arg5:long "
			   "$arg6:long";
}
