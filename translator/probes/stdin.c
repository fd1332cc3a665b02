// SPDX-License-Identifier: GPL-2.0-only
/*
 * stdin.char and stdin.line: the standard input of staprun, byte by byte or line by line, as
 * $value. Scripts have them by the aliases input.char and input.line of the library.
 */
#include "probes/family.h"

#include "session.h"

extern const struct probe_family stdin_family;

static const char *const stdin_forms[] = { "stdin.char", "stdin.line", NULL };

static bool is_line(const struct point *point)
{
	return point_component(point, "line") != NULL;
}

static bool stdin_resolve(struct resolve *resolve, const struct point *point)
{
	probe_new(resolve, &stdin_family, point, is_line(point) ? "stdin.line" : "stdin.char");
	return true;
}

static bool stdin_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	if (!value_check(resolve, probe, target))
		return false;
	value_lower(target);
	return true;
}

static size_t stdin_emit(FILE *stream, struct session *session, const char *table,
			 struct probe *const *probes, size_t count)
{
	fprintf(stream, "static const struct stap_stdin_probe %s[] = {\n", table);
	for (size_t i = 0; i < count; i++) {
		bool of_lines = is_line(probes[i]->point);

		session->wants_lines |= of_lines;
		session->wants_characters |= !of_lines;
		fprintf(stream, "\t{ &stap_probe_%u, %d },\n", probes[i]->handler, of_lines);
	}
	fputs("};\n", stream);
	return count;
}

const struct probe_family stdin_family = {
	.name = "stdin",
	.forms = stdin_forms,
	.resolve = stdin_resolve,
	.lower = stdin_lower,
	.has_own_variables = true,
	.variables = value_variables,
	.emit = stdin_emit,
	.runtime_family = "stap_stdin_family",
	.runtime_type = "struct stap_stdin_probe",
};
