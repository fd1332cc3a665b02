/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stap: the five passes in a row.
 *
 *	1 parse		script/, library/	text to syntax tree
 *	2 resolve	semantic/, probes/	names bound, points found, types inferred
 *	3 translate	codegen/		to one C file
 *	4 build		build/			to a module
 *	5 run		staprun			insert, show, remove
 *
 * A module that was built before from the same inputs is taken from the cache, and passes 1 to 4
 * are left out.
 */
#define _GNU_SOURCE

#include "build/header_types.h"
#include "build/cache.h"
#include "build/kit.h"
#include "build/module.h"
#include "build/module_cache.h"
#include "catalogue/check.h"
#include "catalogue/document.h"
#include "catalogue/dump.h"
#include "catalogue/examples.h"
#include "codegen/codegen.h"
#include "debuginfo/files/build_id.h"
#include "debuginfo/files/find.h"
#include "library/library.h"
#include "options.h"
#include "script/printer.h"
#include "semantic/program.h"
#include "session.h"
#include "target_debuginfo.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Built modules in the cache together: older ones make room. */
#define MODULE_CACHE_BYTES (256u << 20)

static const struct place nowhere;

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
	interrupted = signal_number;
	signal(signal_number, SIG_DFL); /* whoever asks again does not want to wait for the pass */
}

static bool ok(const struct session *session)
{
	return session->diagnostics.errors == 0 && !interrupted;
}

static bool fail(struct session *session, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(struct session *session, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	diagnose_error(&session->diagnostics, nowhere, "%s",
		       arena_vprintf(session->arena, format, arguments));
	va_end(arguments);
	return false;
}

/* ---------------------------------------------------------------- set-up */

static bool is_directory(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/* From the tree: build/stap beside runtime/; installed: PREFIX/bin/stap and PREFIX/share/stap. */
static bool find_own_files(struct session *session)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return fail(session, "/proc is not mounted");
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	session->program_directory = arena_strdup(session->arena, path);

	const char *roots[] = { "..", "../share/stap" };

	for (size_t i = 0; i < 2 && !session->runtime_directory; i++) {
		const char *runtime = arena_printf(session->arena, "%s/%s/runtime", path, roots[i]);

		if (!is_directory(runtime))
			continue;
		session->runtime_directory = realpath(runtime, NULL);
		session->tapset_directory = realpath(
			arena_printf(session->arena, "%s/%s/tapsets", path, roots[i]), NULL);
		session->examples_directory = realpath(
			arena_printf(session->arena, "%s/%s/examples", path, roots[i]), NULL);
	}
	if (!session->runtime_directory || !session->tapset_directory)
		return fail(session, "the runtime and tapset files are not beside %s", path);
	return true;
}

/* The release that a configured build tree makes: UTS_RELEASE, in quotes in a header of its own. */
static const char *release_of_tree(struct session *session, const char *tree)
{
	const char *path = arena_printf(session->arena, "%s/include/generated/utsrelease.h", tree);
	struct source_file *file = session_read_file(session, path, path);
	const char *start = file ? strstr(file->text, "UTS_RELEASE \"") : NULL;

	if (!start)
		return NULL;
	start += strlen("UTS_RELEASE \"");
	return arena_strndup(session->arena, start, strcspn(start, "\""));
}

static bool find_target(struct session *session)
{
	const char *sysroot = session->options.sysroot ? session->options.sysroot : "";
	const char *release = session->options.release;
	struct target *target = &session->target;
	struct utsname name;

	uname(&name);
	target->architecture = "x86_64";
	if (strcmp(name.machine, target->architecture))
		return fail(session, "architecture '%s' is not supported; only x86_64 is",
			    name.machine);
	if (release && strchr(release, '/')) {
		target->build_directory = realpath(release, NULL);
		if (target->build_directory)
			release = release_of_tree(session, target->build_directory);
		if (!target->build_directory || !release) {
			fail(session, "'%s' is not a kernel build tree", session->options.release);
			diagnose_remedy(&session->diagnostics,
					"give a release as from uname -r, or a configured tree");
			return false;
		}
	}
	target->release = release ? release : arena_strdup(session->arena, name.release);
	target->is_running = !*sysroot && !strcmp(target->release, name.release);
	if (!target->build_directory)
		target->build_directory =
			realpath(arena_printf(session->arena, "%s/lib/modules/%s/build", sysroot,
					      target->release),
				 NULL);
	return true;
}

static const char *config_of(void *session, const char *name)
{
	return session_kernel_config(session, name);
}

static void prepare_environment(struct session *session)
{
	struct script_environment *environment = &session->environment;
	const struct options *options = &session->options;

	environment->diagnostics = &session->diagnostics;
	environment->arena = session->arena;
	environment->kernel_release = session->target.release;
	environment->architecture = session->target.architecture;
	environment->stap_version =
		options->compatible ? options->compatible : STAP_LANGUAGE_VERSION;
	environment->privilege = "stapdev";
	environment->runtime = "kernel";
	environment->guru = options->guru;
	environment->arguments = options->arguments;
	environment->argument_count = options->argument_count;
	environment->argument_used =
		arena_alloc(session->arena, options->argument_count * sizeof(bool) + 1);
	environment->kernel_config = config_of;
	environment->kernel_config_data = session;
	environment->macros = macro_table_new(session->arena);
}

static bool make_temporary_directory(struct session *session)
{
	const char *parent = session->options.temporary_directory;

	if (!parent)
		parent = getenv("TMPDIR");
	char *path = arena_printf(session->arena, "%s/stapXXXXXX", parent ? parent : "/tmp");

	if (!mkdtemp(path))
		return fail(session, "cannot make a temporary directory %s: %s", path,
			    strerror(errno));
	session->options.temporary_directory = realpath(path, NULL);
	return true;
}

static void drop_temporary_directory(struct session *session)
{
	if (!session->options.temporary_directory)
		return;
	if (session->options.keep_temporary)
		fprintf(stderr, "Keeping temporary directory \"%s\"\n",
			session->options.temporary_directory);
	else
		remove_tree(session->options.temporary_directory);
	session->options.temporary_directory = NULL;
}

/* ---------------------------------------------------------------- pass 1 */

struct input {
	struct source_file **items;
	size_t count, capacity;
};

static bool read_one(struct session *session, struct input *input, const char *path,
		     const char *name)
{
	struct source_file *file = session_read_file(session, path, name);

	if (!file)
		return fail(session, "cannot read %s: %s", name, strerror(errno));
	file->is_embedded_c = session->options.guru;
	vec_push(session->arena, input, file);
	return true;
}

static bool read_scripts(struct session *session, struct input *input)
{
	const struct options *options = &session->options;
	bool good = true;

	if (options->script_text) {
		struct source_file *file = arena_new_object(session->arena, struct source_file);

		*file = (struct source_file){ .name = "<input>",
					      .text = options->script_text,
					      .size = strlen(options->script_text),
					      .is_embedded_c = options->guru };
		vec_push(session->arena, input, file);
	} else if (options->script_path) {
		bool standard_input = !strcmp(options->script_path, "-");

		good = read_one(session, input, options->script_path,
				standard_input ? "<stdin>" : options->script_path);
	}
	for (size_t i = 0; i < options->extra_paths.count; i++)
		good &= read_one(session, input, options->extra_paths.items[i],
				 options->extra_paths.items[i]);
	return good;
}

static void warn_of_unused_arguments(struct session *session)
{
	for (size_t i = 0; i < session->options.argument_count; i++)
		if (!session->environment.argument_used[i])
			diagnose_warning(&session->diagnostics, nowhere,
					 "script argument %zu, '%s', is not used", i + 1,
					 session->options.arguments[i]);
}

static bool pass_1(struct session *session, const struct input *input)
{
	session->library = library_open(session);
	for (size_t i = 0; i < input->count; i++)
		vec_push(session->arena, &session->scripts,
			 parse_script(&session->environment, input->items[i]));
	warn_of_unused_arguments(session);
	if (!ok(session) || session->options.last_pass > 1)
		return ok(session);
	for (size_t i = 0; i < session->scripts.count; i++)
		print_script(stdout, session->scripts.items[i]);
	return true;
}

/* ---------------------------------------------------------------- passes 2 to 4 */

/* What staprun checks before it inserts the module: see runtime/protocol.h. */
static void write_module_info(struct session *session, FILE *stream, const char *name)
{
	const struct debuginfo_target target = session_debuginfo_target(session);
	const char *build_id = target.build_id;
	struct debuginfo_error error = { 0 };
	const char *debug_file =
		build_id ? NULL : find_kernel_debug_file(session->arena, &target, &error);

	if (debug_file) /* there is no image to tell; the debug file of the release does */
		build_id = build_id_of_file(session->arena, debug_file);
	fprintf(stream,
		"\nstatic const char stap_info[]\n"
		"\t__attribute__((section(\".stap.info\"), used)) =\n"
		"\t\"module=%s\\n\"\n\t\"kernel_release=%s\\n\"\n",
		name, session->target.release);
	if (build_id)
		fprintf(stream, "\t\"kernel_build_id=%s\\n\"\n", build_id);
	if (session->object_parts)
		fprintf(stream, "\t\"object_parts=%u\\n\"\n", session->object_parts);
	if (session->wants_characters || session->wants_lines)
		fprintf(stream, "\t\"input=%s\\n\"\n",
			session->wants_characters ? "characters" : "lines");
	fputs("\t;\n", stream);
}

static const char *pass_3(struct session *session, struct program *program, const char *name)
{
	const char *path =
		arena_printf(session->arena, "%s/script.c", session->options.temporary_directory);
	FILE *stream = fopen(path, "w");

	if (!stream) {
		fail(session, "cannot write %s: %s", path, strerror(errno));
		return NULL;
	}
	bool good = codegen_program(stream, session, program);

	write_module_info(session, stream, name);
	if (fclose(stream) && good)
		good = fail(session, "cannot write %s: %s", path, strerror(errno));
	return good && ok(session) ? path : NULL;
}

static bool show_file(struct session *session, const char *path)
{
	struct source_file *file = session_read_file(session, path, path);

	return file && fwrite(file->text, 1, file->size, stdout) == file->size;
}

/* Where the passes' times go with -v, as a line per pass. */
static void say_pass(const struct session *session, unsigned pass, const char *what,
		     struct timespec *last)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	double ms = (double)(now.tv_sec - last->tv_sec) * 1e3 +
		    (double)(now.tv_nsec - last->tv_nsec) / 1e6;

	*last = now;
	if (session->options.verbose[pass])
		fprintf(stderr, "Pass %u: %s in %.1f ms.\n", pass, what, ms);
}

/* Where the module with the second @key is to be in the cache, or in the temporary directory. */
static const char *module_path(struct session *session, const char *key)
{
	const char *directory = cache_subdirectory(session, "modules");

	if (!directory)
		directory = session->options.temporary_directory;
	return arena_printf(session->arena, "%s/stap_%s.ko", directory, key);
}

/* Passes 2 to 4 on the parsed scripts; @ko_path gets where the module went. */
static bool translate(struct session *session, const char *name, const char *key,
		      const char **ko_path, struct timespec *clock)
{
	unsigned last_pass = session->options.last_pass;
	struct program *program = semantic_analyse(session);

	if (!program || !ok(session))
		return false;
	say_pass(session, 2, "resolved the script", clock);
	if (last_pass == 2) {
		program_print(stdout, program);
		return true;
	}
	const char *c_path = pass_3(session, program, name);

	if (!c_path)
		return false;
	say_pass(session, 3, "translated to C", clock);
	if (last_pass == 3)
		return show_file(session, c_path);
	*ko_path = module_path(session, module_cache_key(session, key));
	if (session->diagnostics.warnings) /* they are to be said again the next time */
		*ko_path = arena_printf(session->arena, "%s.warned", *ko_path);
	if (!module_build(session, c_path, *ko_path, name, program->needs_kernel_headers) ||
	    !ok(session))
		return false;
	say_pass(session, 4, "built the module", clock);
	return true;
}

/* ---------------------------------------------------------------- the module cache */

/* Of the target's kernel, its modules and debug information: what there is, or may be fetched. */
static void add_debuginfo_identity(struct session *session, SHA2_CTX *key)
{
	const struct debuginfo_target target = session_debuginfo_target(session);
	struct debuginfo_error error = { 0 };
	const char *debug_file = find_kernel_debug_file(session->arena, &target, &error);

	cache_key_text(key, target.build_id);
	cache_key_file_identity(key, debug_file ? debug_file : "");
	cache_key_text(key, debug_file ? NULL : getenv("DEBUGINFOD_URLS"));
	cache_key_file_identity(key,
				arena_printf(session->arena, "%s/lib/modules/%s/modules.dep",
					     target.sysroot ? target.sysroot : "", target.release));
}

/* A key over everything that the module is made from. */
static const char *module_key(struct session *session, const struct input *input)
{
	const struct options *options = &session->options;
	struct arena *arena = session->arena;
	library_roots roots = { 0 };
	SHA2_CTX key;

	cache_key_begin(&key);
	kit_identity(session, &key);
	cache_key_file_identity(&key, "/proc/self/exe");
	library_search_path(session, &roots);
	for (size_t i = 0; i < roots.count; i++) {
		cache_key_text(&key, roots.items[i].path);
		cache_key_tree_identity(&key, arena, roots.items[i].path);
	}
	for (size_t i = 0; i < input->count; i++) {
		cache_key_text(&key, input->items[i]->name);
		cache_key_bytes(&key, input->items[i]->text, input->items[i]->size);
	}
	for (size_t i = 0; i < options->argument_count; i++)
		cache_key_text(&key, options->arguments[i]);
	for (size_t i = 0; i < options->defines.count; i++) {
		cache_key_text(&key, options->defines.items[i].name);
		cache_key_text(&key, options->defines.items[i].value);
	}
	for (size_t i = 0; i < options->globals.count; i++) {
		cache_key_text(&key, options->globals.items[i].name);
		cache_key_text(&key, options->globals.items[i].value);
	}
	for (size_t i = 0; i < options->data_files.count; i++)
		cache_key_text(&key, options->data_files.items[i]);
	const char *texts[] = { options->compatible, options->sysroot,
				session->target.build_directory };
	unsigned numbers[] = { options->guru,
			       options->unoptimized,
			       options->timing,
			       options->skip_bad_variables,
			       options->suppress_handler_errors,
			       options->suppress_time_limits,
			       options->buffer_mib };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cache_key_text(&key, texts[i]);
	cache_key_bytes(&key, numbers, sizeof(numbers));
	add_debuginfo_identity(session, &key);
	return cache_key_end(&key, arena);
}

/* ---------------------------------------------------------------- pass 5 */

static void push_option(struct session *session, argument_vector *words, const char *option,
			const char *value)
{
	if (!value)
		return;
	vec_push(session->arena, words, option);
	vec_push(session->arena, words, value);
}

/*
 * Becomes staprun. The module goes there in memory, under a name of its own, so that the same
 * script can run several times at once and nothing is left on disk.
 */
static bool run(struct session *session, const char *ko_path, const char *name)
{
	const struct options *options = &session->options;
	const char *own_name = options->module_name
				       ? options->module_name
				       : arena_printf(session->arena, "%s_%d", name, getpid());
	const char *program =
		arena_printf(session->arena, "%s/staprun", session->program_directory);
	int fd = memfd_create(own_name, 0);
	argument_vector words = { 0 };

	if (fd >= 0 && fd <= STDERR_FILENO) { /* which was closed, and is not staprun's to read */
		int low = fd;

		fd = fcntl(low, F_DUPFD, STDERR_FILENO + 1);
		close(low);
	}

	if (fd < 0 || !module_copy(session, ko_path, name, own_name, fd))
		return fail(session, "cannot copy the module: %s", strerror(errno));
	vec_push(session->arena, &words, program);
	for (unsigned i = 0; i < options->verbose[5]; i++)
		vec_push(session->arena, &words, "-v");
	if (session->diagnostics.warnings_off)
		vec_push(session->arena, &words, "-w");
	if (options->background)
		vec_push(session->arena, &words, "-D");
	push_option(session, &words, "-c", options->command);
	push_option(session, &words, "-x", options->target_pid);
	push_option(session, &words, "-o", options->output_path);
	push_option(session, &words, "-S", options->file_size);
	push_option(session, &words, "-T", options->timeout);
	vec_push(session->arena, &words, arena_printf(session->arena, "/proc/self/fd/%d", fd));
	vec_push(session->arena, &words, NULL);
	drop_temporary_directory(session);
	fflush(NULL);
	if (!ok(session))
		return false;
	execv(program, (char *const *)words.items);
	return fail(session, "cannot run %s: %s", program, strerror(errno));
}

/* -p4: says where the module is; with -m it is put here. */
static bool leave_module(struct session *session, const char *ko_path, const char *name)
{
	const char *own_name = session->options.module_name;

	if (own_name) {
		const char *path = arena_printf(session->arena, "%s.ko", own_name);
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

		if (fd < 0 || !module_copy(session, ko_path, name, own_name, fd) || close(fd))
			return fail(session, "cannot write %s: %s", path, strerror(errno));
		ko_path = path;
	}
	puts(ko_path);
	return true;
}

/* ---------------------------------------------------------------- all of it */

static bool passes(struct session *session)
{
	const struct options *options = &session->options;
	struct input input = { 0 };
	struct timespec clock;
	const char *name = NULL, *key = NULL, *ko_path = NULL;

	clock_gettime(CLOCK_MONOTONIC, &clock);
	if (!read_scripts(session, &input))
		return false;
	if (options->last_pass >= 3) {
		key = module_key(session, &input);
		name = arena_printf(session->arena, "stap_%.16s", key);
		ko_path = module_path(session, module_cache_find(session, key));
	}
	bool cached = options->last_pass >= 4 && session->cache_directory &&
		      !options->keep_temporary && !access(ko_path, R_OK);

	if (cached) {
		utimensat(AT_FDCWD, ko_path, NULL, 0); /* used now: the last to make room */
		say_pass(session, 4, "took the module from the cache", &clock);
	} else {
		if (!pass_1(session, &input))
			return false;
		say_pass(session, 1, "parsed the script", &clock);
		if (options->last_pass == 1)
			return true;
		if (!translate(session, name, key, &ko_path, &clock))
			return false;
		if (session->cache_directory && options->last_pass >= 4)
			cache_prune(session->arena, cache_subdirectory(session, "modules"),
				    MODULE_CACHE_BYTES);
	}
	if (options->last_pass < 4)
		return true;
	return options->last_pass == 4 ? leave_module(session, ko_path, name)
				       : run(session, ko_path, name);
}

/* -l and -L; the aliases of -E files count. */
static bool list(struct session *session)
{
	struct input input = { 0 };

	if (!read_scripts(session, &input))
		return false;
	session->library = library_open(session);
	for (size_t i = 0; i < input.count; i++)
		vec_push(session->arena, &session->scripts,
			 parse_script(&session->environment, input.items[i]));
	return ok(session) && semantic_list(session, session->options.listing_point,
					    session->options.listing == LIST_VARIABLES);
}

/* What needs no script. */
static bool act(struct session *session)
{
	const char *argument = session->options.action_argument;

	switch (session->options.action) {
	case ACTION_NONE:
		break;
	case ACTION_DUMP_FUNCTIONS:
		return dump_functions(session, stdout);
	case ACTION_DUMP_ALIASES:
		return dump_aliases(session, stdout);
	case ACTION_CHECK_TAPSET:
		return check_tapset(session, argument);
	case ACTION_DOCUMENT:
		return document_tapset(session, argument);
	case ACTION_EXAMPLE:
		return argument ? examples_print(session, argument, stdout)
				: examples_list(session, stdout);
	}
	return false;
}

static bool start(struct session *session)
{
	const char *color = session->options.color;

	session->diagnostics.color =
		!strcmp(color, "always") || (!strcmp(color, "auto") && isatty(STDERR_FILENO));
	if (!find_own_files(session) || !find_target(session))
		return false;
	prepare_environment(session);
	session->header_types = header_types;
	session->cache_directory = cache_open(session);
	return make_temporary_directory(session);
}

int main(int argc, char **argv)
{
	struct session session = { .arena = arena_new() };
	int status = 1;
	bool good;

	session.diagnostics.arena = session.arena;
	session.diagnostics.stream = stderr;
	session.diagnostics.error_limit = 20;
	session.interrupted = &interrupted;
	if (!options_parse(&session, argc, argv, &status))
		return status;
	signal(SIGINT, interrupt);
	signal(SIGTERM, interrupt);
	signal(SIGHUP, interrupt);
	if (!start(&session))
		return 1;
	if (session.options.action)
		good = act(&session);
	else
		good = session.options.listing ? list(&session) : passes(&session);
	drop_temporary_directory(&session);
	if (fflush(stdout) || ferror(stdout))
		good = false;
	return good && ok(&session) ? 0 : 1;
}
