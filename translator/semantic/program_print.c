// SPDX-License-Identifier: GPL-2.0-only
/*
 * stap -p2: what the script is after pass 2, as lines of names and types.
 *
 *	# globals
 *	total:long [string]
 *	# functions
 *	half:long (n:long)
 *	# probes
 *	begin
 *	  # locals
 *	  x:long
 */
#include "semantic/program.h"

#include "probes/family.h"
#include "script/printer.h"

static void print_typed(FILE *stream, const char *name, enum value_type type)
{
	fprintf(stream, "%s:%s", name, value_type_text(type));
}

static void print_global(FILE *stream, const struct variable *global)
{
	print_typed(stream, global->name, global->type);
	for (size_t i = 0; i < global->key_count; i++)
		fprintf(stream, "%s%s", i ? ", " : " [", value_type_text(global->key_types[i]));
	fputs(global->key_count ? "]" : "", stream);
	if (global->initial) {
		fputs(" = ", stream);
		print_expr(stream, global->initial);
	}
	fputc('\n', stream);
}

static void print_locals(FILE *stream, const struct variable_list *locals)
{
	if (locals->count)
		fputs("  # locals\n", stream);
	for (size_t i = 0; i < locals->count; i++) {
		fputs("  ", stream);
		print_typed(stream, locals->items[i]->name, locals->items[i]->type);
		fputc('\n', stream);
	}
}

static void print_function(FILE *stream, const struct function *function)
{
	print_typed(stream, function->name, function->return_type);
	fputs(" (", stream);
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct variable *parameter = function->parameters.items[i];

		fputs(i ? ", " : "", stream);
		print_typed(stream, parameter->name, parameter->type);
	}
	fputs(")\n", stream);
	print_locals(stream, &function->locals);
}

/* The point and what was written for it: the points that aliases led from. */
static void print_probe(FILE *stream, const struct probe *probe)
{
	fputs(probe->name, stream);
	if (probe->condition) {
		fputs(" if (", stream);
		print_expr(stream, probe->condition);
		fputc(')', stream);
	}
	if (probe->point->expanded_from)
		fputs(" /*", stream);
	for (const struct point *p = probe->point->expanded_from; p; p = p->expanded_from) {
		fputs(" <- ", stream);
		print_point(stream, p);
	}
	fputs(probe->point->expanded_from ? " */\n" : "\n", stream);
	print_locals(stream, &probe->locals);
}

void program_print(FILE *stream, const struct program *program)
{
	if (program->globals.count)
		fputs("# globals\n", stream);
	for (size_t i = 0; i < program->globals.count; i++)
		print_global(stream, program->globals.items[i]);
	if (program->functions.count)
		fputs("# functions\n", stream);
	for (size_t i = 0; i < program->functions.count; i++)
		print_function(stream, program->functions.items[i]);
	fputs("# probes\n", stream);
	for (size_t i = 0; i < program->probes.count; i++)
		print_probe(stream, program->probes.items[i]);
}
