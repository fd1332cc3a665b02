// SPDX-License-Identifier: GPL-2.0-only
/* Pass 2: the steps of analysis.h in a row. */
#define _GNU_SOURCE
#include "semantic/analysis.h"

#include "semantic/analyse.h"

#include <string.h>

static bool ok(const struct analysis *analysis)
{
	return analysis->diagnostics->errors == 0;
}

/* Points are expanded as long as library files bring new probes. */
static void expand_all(struct analysis *analysis)
{
	struct probe_declaration *declaration;

	while ((declaration = next_probe_declaration(analysis)))
		expand_probe(analysis, declaration);
}

/* Binding one body may bring functions to bind, and library files with probes to expand. */
static void bind_all(struct analysis *analysis)
{
	size_t probes = 0, functions = 0, user_functions = 0;

	for (;;) {
		struct function *function = user_function(analysis, user_functions);
		struct body body;

		expand_all(analysis);
		if (probes < analysis->probes.count) {
			body = probe_body(analysis->probes.items[probes++]);
			fold_body(analysis, &body);
			bind_body(analysis, &body);
		} else if (functions < analysis->functions.count) {
			body = function_body(analysis->functions.items[functions++]);
			bind_body(analysis, &body);
		} else if (function) {
			user_functions++;
			need_function(analysis, function);
			warn_of_hidden(analysis, function);
		} else {
			break;
		}
	}
}

void analyse_bodies(struct analysis *analysis)
{
	bind_all(analysis);
	mark_used(analysis);
	each_body(analysis, check_body);
	if (!ok(analysis))
		return;
	infer_types(analysis, false); /* what is dropped may be wrong too */
	if (!ok(analysis))
		return;
	drop_unused(analysis);
	lower_targets(analysis);
	if (!ok(analysis))
		return;
	note_global_uses(analysis);
	infer_types(analysis, true);
}

void type_functions(struct session *session, struct script *const *scripts, size_t count)
{
	struct diagnostics told = session->diagnostics;
	struct analysis *analysis = analysis_new(session);
	FILE *nowhere = fopen("/dev/null", "w");

	session->diagnostics.stream = nowhere ? nowhere : told.stream;
	session->diagnostics.warnings_off = true;
	for (size_t s = 0; s < count; s++)
		declare_script(analysis, scripts[s]);
	for (size_t s = 0; s < count; s++)
		for (size_t d = 0; d < scripts[s]->declarations.count; d++)
			if (scripts[s]->declarations.items[d].kind == DECLARE_FUNCTION)
				need_function(analysis, scripts[s]->declarations.items[d].function);
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		body.function->is_used = true;
		bind_body(analysis, &body);
	}
	infer_types(analysis, false);
	session->diagnostics = told;
	if (nowhere)
		fclose(nowhere);
}

/* Embedded C at top level: the user's, and of the library files in use. */
static void collect_embedded(struct analysis *analysis, struct program *program)
{
	for (size_t i = 0; i < analysis->embedded.count; i++) {
		struct embedded_declaration *embedded = analysis->embedded.items[i];

		if (!embedded->file->is_tapset ||
		    memmem(embedded->text, embedded->length, "#include", strlen("#include")))
			analysis->needs_kernel_headers = true;
		vec_push(analysis->arena, &program->embedded, embedded);
	}
}

static struct program *make_program(struct analysis *analysis)
{
	struct program *program = arena_new_object(analysis->arena, struct program);

	for (size_t i = 0; i < analysis->probes.count; i++)
		vec_push(analysis->arena, &program->probes, analysis->probes.items[i]);
	collect_embedded(analysis, program);
	program->needs_kernel_headers = analysis->needs_kernel_headers;
	return program;
}

struct program *semantic_analyse(struct session *session)
{
	struct analysis *analysis = analysis_new(session);

	for (size_t i = 0; i < session->scripts.count; i++)
		declare_script(analysis, session->scripts.items[i]);
	analyse_bodies(analysis);
	if (!ok(analysis))
		return NULL;
	set_initial_values(analysis);
	report_unresolved(analysis);
	if (!ok(analysis))
		return NULL;
	warn_of_unset(analysis);
	print_unread_globals(analysis);
	infer_types(analysis, true);
	collect_statistics(analysis);
	struct program *program = make_program(analysis);

	if (!program->probes.count && ok(analysis)) {
		static const struct place nowhere;

		diagnose_error(analysis->diagnostics, nowhere, "the script has no probes");
		diagnose_remedy(analysis->diagnostics, "give at least one: probe begin { … }");
	}
	if (!ok(analysis))
		return NULL;
	collect_uses(analysis, program);
	compile_regexes(analysis, program);
	if (!ok(analysis))
		return NULL;
	bound_strings(analysis, program);
	return program;
}
