// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each item gets a probe that uses it, as if that was written at the end of the item's own file, so
 * that what is private there can be used too. A process of its own does it all, since pass 2
 * changes the trees of the library: others begin with fresh ones.
 */
#include "catalogue/check_batch.h"

#include "build/module.h"
#include "catalogue/check_symbols.h"
#include "codegen/codegen.h"
#include "semantic/program.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void ignore_expr(struct expr **slot, void *data)
{
	(void)slot;
	(void)data;
}

static void find_result(struct stmt **slot, void *data)
{
	if ((*slot)->kind == STMT_RETURN && (*slot)->expr)
		*(bool *)data = true;
	stmt_visit_children(*slot, ignore_expr, find_result, data);
}

/* Whether the function gives a value, of whatever type. */
static bool has_result(const struct function *function)
{
	struct stmt *body = function->body;
	bool found = false;

	if (function->return_type != TYPE_UNKNOWN)
		return function->return_type != TYPE_VOID;
	if (body)
		find_result(&body, &found);
	return found;
}

static const char *call_text(struct arena *arena, const struct function *function)
{
	const char *call = arena_printf(arena, "%s(", function->name);

	for (size_t i = 0; i < function->parameters.count; i++)
		call = arena_printf(arena, "%s%s%s", call, i ? ", " : "",
				    function->parameters.items[i]->type == TYPE_STRING ? "\"x\""
										       : "1");
	return arena_printf(arena, "%s)", call);
}

/* The probe that uses @item. */
static const char *probe_text(struct arena *arena, const struct catalogue_item *item)
{
	const char *values = "";

	if (item->function)
		return arena_printf(arena,
				    has_result(item->function) ? "probe begin { println(%s) }"
							       : "probe begin { %s }",
				    call_text(arena, item->function));
	for (size_t i = 0; i < item->variables.count; i++)
		values = arena_printf(arena, "%s, %s", values, item->variables.items[i].name);
	return arena_printf(arena, "probe %s { println(\"\"%s) }", item->text, values);
}

static struct source_file *probe_source(struct session *session, const struct catalogue_item *item)
{
	struct source_file *source = arena_new_object(session->arena, struct source_file);

	source->name = arena_printf(session->arena, "use of %s", item->text);
	source->text = probe_text(session->arena, item);
	source->size = strlen(source->text);
	source->is_tapset = source->is_embedded_c = true;
	source->library_rank = item->file->rank;
	source->part_of = library_parse(session->library, item->file)->file;
	return source;
}

static bool all_is_there(struct session *session, const char *ko_path)
{
	static const struct place nowhere;
	const char *missing = missing_symbol(session->arena, ko_path);

	if (missing)
		diagnose_error(&session->diagnostics, nowhere,
			       "neither the runtime nor the kernel, as far as the runtime uses it, "
			       "has the symbol '%s'",
			       missing);
	return !missing;
}

static bool passes(struct session *session, const char *directory)
{
	const char *c_path = arena_printf(session->arena, "%s/script.c", directory);
	struct program *program = semantic_analyse(session);
	FILE *stream;

	if (!program || session->options.last_pass < 3)
		return program;
	stream = fopen(c_path, "w");
	if (!stream)
		return false;

	bool good = codegen_program(stream, session, program);

	if (fclose(stream) || !good || session->diagnostics.errors)
		return false;
	if (session->options.last_pass < 4)
		return true;

	const char *ko_path = arena_printf(session->arena, "%s/check.ko", directory);

	return module_build(session, c_path, ko_path, "check", program->needs_kernel_headers) &&
	       (program->needs_kernel_headers || all_is_there(session, ko_path));
}

static bool check(struct session *session, const struct catalogue_item *const *items, size_t count,
		  const char *directory)
{
	int log = open(arena_printf(session->arena, "%s.log", directory),
		       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0 ||
	    mkdir(directory, 0700))
		return false;
	session->options.temporary_directory = directory;
	session->options.guru = true;
	session->diagnostics.stream = stderr;
	session->diagnostics.color = false;
	session->diagnostics.errors = session->diagnostics.warnings = 0;
	session->diagnostics.warnings_off = true;
	for (size_t i = 0; i < count; i++)
		vec_push(session->arena, &session->scripts,
			 parse_script(&session->environment, probe_source(session, items[i])));
	return session->diagnostics.errors == 0 && passes(session, directory) &&
	       session->diagnostics.errors == 0;
}

pid_t check_batch_start(struct session *session, const struct catalogue_item *const *items,
			size_t count, const char *directory)
{
	fflush(NULL);

	pid_t pid = fork();

	if (pid)
		return pid;

	bool good = check(session, items, count, directory);

	fflush(stderr);
	_exit(good ? 0 : 1);
}
