/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE

#include "build/kit.h"

#include "build/cache.h"
#include "probes/syscall_numbers.h"
#include "version.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(KIT_MODULE_NAME) - 1 == MODULE_NAME_LENGTH, "the longest name");

static const struct place nowhere;

struct kit_build {
	struct session *session;
	struct arena *arena;
	const char *directory;	 /* where it is made: sources, objects */
	const char *log;	 /* what make said last */
	argument_vector objects; /* of the runtime, relative, without .o */
};

void kit_identity(struct session *session, void *key)
{
	struct arena *arena = session->arena;
	const char *build = session->target.build_directory;
	const char *const files[] = { "Module.symvers",
				      ".config",
				      "include/config/auto.conf",
				      "include/generated/utsrelease.h",
				      "tools/objtool/objtool",
				      "scripts/mod/modpost",
				      "Makefile" };

	cache_key_text(key, STAP_VERSION);
	cache_key_text(key, session->target.release);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		cache_key_file_identity(key, arena_printf(arena, "%s/%s", build, files[i]));
	cache_key_file_identity(key, "/usr/bin/gcc");
	cache_key_file_identity(key, "/usr/bin/ld");
	cache_key_tree_identity(key, arena, session->runtime_directory);
}

/* ---------------------------------------------------------------- kbuild's commands */

/* The command that made @target, from kbuild's file beside it; make's escapes undone. */
static const char *saved_command(struct kit_build *b, const char *target)
{
	const char *slash = strrchr(target, '/');
	const char *name = slash ? slash + 1 : target;
	const char *path = arena_printf(b->arena, "%s/%.*s.%s.cmd", b->directory,
					(int)(name - target), target, name);
	struct source_file *file = session_read_file(b->session, path, path);

	if (!file)
		return NULL;
	const char *start = strstr(file->text, " := ");

	if (!start)
		return NULL;
	start += 4;
	size_t length = strcspn(start, "\n"), used = 0;
	char *command = arena_alloc(b->arena, length + 1);

	for (size_t i = 0; i < length; i++) {
		if ((start[i] == '$' && start[i + 1] == '$') ||
		    (start[i] == '\\' && start[i + 1] == '#'))
			i++;
		command[used++] = start[i];
	}
	return command;
}

static bool has_prefix(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

/* Flags that only matter with kernel headers, for the file's own names, or for messages. */
static bool is_for_headers(const char *word)
{
	static const char *const prefixes[] = {
		"-Wp,",	     "-I",	    "-nostdinc",	  "-W",
		"-DKBUILD_", "-D__KBUILD_", "-fmacro-prefix-map", "-g"
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (has_prefix(word, prefixes[i]))
			return true;
	return false;
}

/* From kbuild's command for one of the runtime's objects: compiler and flags, and objtool's. */
static bool learn_compile(struct kit_build *b, struct kit *kit)
{
	const char *command = saved_command(b, arena_printf(b->arena, "%s.o", b->objects.items[0]));
	argument_vector words = { 0 };

	if (!command)
		return false;
	const char *rest = command_split(b->arena, command, &words);

	for (size_t i = 0; i + 1 < words.count; i++) { /* the last word is the source */
		const char *word = words.items[i];

		if (!strcmp(word, "-include") || !strcmp(word, "-o"))
			i++;
		else if (strcmp(word, "-c") && !is_for_headers(word))
			vec_push(b->arena, &kit->compile, word);
	}
	while (rest) {
		argument_vector more = { 0 };

		rest = command_split(b->arena, rest, &more);
		if (!more.count || !strstr(more.items[0], "objtool"))
			continue;
		more.count--; /* the object */
		kit->objtool = more;
	}
	return kit->compile.count > 0;
}

/* Copies the words of a link command but for its -o and its objects. */
static void take_link(struct kit_build *b, const argument_vector *words, argument_vector *link)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->items[i];
		size_t length = strlen(word);

		if (!strcmp(word, "-o"))
			i++;
		else if (*word != '@' && (length < 2 || strcmp(word + length - 2, ".o")))
			vec_push(b->arena, link, word);
	}
}

static bool learn_link(struct kit_build *b, struct kit *kit)
{
	const char *command = saved_command(b, KIT_MODULE_NAME ".o");
	argument_vector words = { 0 };

	if (!command)
		return false;
	const char *rest = command_split(b->arena, command, &words);

	take_link(b, &words, &kit->link_objects);
	while (rest) {
		argument_vector more = { 0 };

		rest = command_split(b->arena, rest, &more);
		if (more.count && strstr(more.items[0], "objtool")) {
			more.count--;
			kit->objtool = more;
			kit->objtool_linked = true;
		}
	}

	words = (argument_vector){ 0 };
	command = saved_command(b, KIT_MODULE_NAME ".ko");
	if (!command)
		return false;
	command_split(b->arena, command, &words);
	take_link(b, &words, &kit->link_module);
	for (size_t i = 0; i < words.count; i++) {
		const char *word = words.items[i], *name = strrchr(word, '/');
		size_t length = strlen(word);

		name = name ? name + 1 : word;
		if (i && !strcmp(words.items[i - 1], "-o"))
			continue;
		if (length > 2 && !strcmp(word + length - 2, ".o") &&
		    !has_prefix(name, KIT_MODULE_NAME))
			vec_push(b->arena, &kit->extra_objects, word);
	}
	return true;
}

/* ---------------------------------------------------------------- making */

static int run_make(struct kit_build *b, const char *subdirectory, const argument_vector *goals)
{
	argument_vector words = { 0 };

	vec_push(b->arena, &words, "make");
	vec_push(b->arena, &words, "-k");
	vec_push(b->arena, &words, arena_printf(b->arena, "-j%ld", sysconf(_SC_NPROCESSORS_ONLN)));
	vec_push(b->arena, &words, "-C");
	vec_push(b->arena, &words, b->session->target.build_directory);
	vec_push(b->arena, &words, arena_printf(b->arena, "M=%s%s", b->directory, subdirectory));
	for (size_t i = 0; i < goals->count; i++)
		vec_push(b->arena, &words, goals->items[i]);
	vec_push(b->arena, &words, NULL);
	b->log = arena_printf(b->arena, "%s/make.log", b->directory);
	command_forget_make();
	return command_run(&(struct command){ .arguments = words.items, .output_path = b->log });
}

/* Names of the C files in a directory, without ".c", in order. */
static void find_sources(struct arena *arena, const char *directory, const char *prefix,
			 argument_vector *names)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		size_t length = strlen(name);

		if (length > 2 && !strcmp(name + length - 2, ".c"))
			vec_push(arena, names,
				 arena_printf(arena, "%s%.*s", prefix, (int)length - 2, name));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* Asks the kernel's headers: trials.h gets a HAVE_NAME for each trials/NAME.c that compiles. */
static bool run_trials(struct kit_build *b)
{
	argument_vector trials = { 0 }, goals = { 0 };
	char *header =
		arena_strdup(b->arena, "/* Made by stap: what this kernel's headers have. */\n");

	find_sources(b->arena, arena_printf(b->arena, "%s/trials", b->directory), "", &trials);
	for (size_t i = 0; i < trials.count; i++)
		vec_push(b->arena, &goals, arena_printf(b->arena, "%s.o", trials.items[i]));
	if (trials.count) {
		if (!session_write_file(arena_printf(b->arena, "%s/trials/Kbuild", b->directory),
					"\n"))
			return false;
		run_make(b, "/trials", &goals); /* those that fail are answers too */
	}
	for (size_t i = 0; i < trials.count; i++) {
		if (access(arena_printf(b->arena, "%s/trials/%s.o", b->directory, trials.items[i]),
			   F_OK))
			continue;
		char *name = arena_strdup(b->arena, trials.items[i]);

		for (char *c = name; *c; c++)
			*c = *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c;
		header = arena_printf(b->arena, "%s#define HAVE_%s 1\n", header, name);
	}
	return session_write_file(arena_printf(b->arena, "%s/trials.h", b->directory), header);
}

/* The names of system calls, which the headers have as macros only. */
static bool write_system_calls(struct kit_build *b)
{
	return system_calls_write(b->session,
				  arena_printf(b->arena, "%s/system_calls.h", b->directory));
}

/*
 * For Kbuild: headers.h is compiled once, in the way of all the files, and taken before each of
 * them. That asks for flags that are the same for all, and for a place before the headers that
 * kbuild has included itself. Where the compiler makes or takes no such file, the text is read.
 */
static const char *precompile_headers(struct kit_build *b)
{
	return arena_printf(
		b->arena,
		"NOSTDINC_FLAGS += -include %s/headers.h\n"
		"override basename_flags := -DKBUILD_BASENAME='\"" KIT_MODULE_NAME "\"'\n"
		"override modname_flags := -DKBUILD_MODNAME='\"" KIT_MODULE_NAME "\"'"
		" -D__KBUILD_MODNAME=kmod_" KIT_MODULE_NAME "\n"
		"$(addprefix $(obj)/,$(" KIT_MODULE_NAME "-objs)): $(obj)/headers.h.gch\n"
		"$(obj)/headers.h.gch: part-of-module := y\n"
		"$(obj)/headers.h.gch: $(src)/headers.h\n"
		"\t-$(CC) $(filter-out -include %%/headers.h %%/compiler-version.h %%/kconfig.h"
		" %%/compiler_types.h,$(c_flags)) -x c-header -o $@ $<\n",
		b->directory);
}

static bool compile_runtime(struct kit_build *b, bool with_precompiled)
{
	static const char stub[] = "/* Stands for a script while the kit is made. */\n"
				   "#include \"stap.h\"\n"
				   "const struct stap_script stap_script = { 0 };\n"
				   "const struct stap_object stap_objects[] = {};\n";
	char *kbuild = arena_printf(b->arena,
				    "obj-m := %s.o\n"
				    "ccflags-y := -I%s -g0 -DSTAP_RUNTIME\n"
				    "ccflags-remove-y := $(CC_FLAGS_FTRACE)\n"
				    "%s-objs := stub.o",
				    KIT_MODULE_NAME, b->directory, KIT_MODULE_NAME);
	argument_vector goals = { 0 };

	for (size_t i = 0; i < b->objects.count; i++)
		kbuild = arena_printf(b->arena, "%s %s.o", kbuild, b->objects.items[i]);
	kbuild = arena_printf(b->arena, "%s\n%s", kbuild,
			      with_precompiled ? precompile_headers(b) : "");
	vec_push(b->arena, &goals, "modules");
	return session_write_file(arena_printf(b->arena, "%s/Kbuild", b->directory), kbuild) &&
	       session_write_file(arena_printf(b->arena, "%s/stub.c", b->directory), stub) &&
	       run_make(b, "", &goals) == 0;
}

static bool copy_runtime(struct kit_build *b)
{
	static const char *const parts[] = { "", "calls/", "probes/", "stacks/", "tapset/" };
	const char *const copy[] = { "cp", "-rT", b->session->runtime_directory, b->directory,
				     NULL };

	if (command_run(&(struct command){ .arguments = copy }))
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		find_sources(b->arena, arena_printf(b->arena, "%s/%s", b->directory, parts[i]),
			     parts[i], &b->objects);
	return b->objects.count > 0;
}

/* The runtime as an archive: a module takes only the members that its script needs. */
static bool archive_runtime(struct kit_build *b)
{
	argument_vector words = { 0 };

	vec_push(b->arena, &words, "ar");
	vec_push(b->arena, &words, "rcs");
	vec_push(b->arena, &words, "libkit.a");
	for (size_t i = 0; i < b->objects.count; i++)
		vec_push(b->arena, &words, arena_printf(b->arena, "%s.o", b->objects.items[i]));
	vec_push(b->arena, &words, NULL);
	return command_run(&(struct command){ .arguments = words.items,
					      .directory = b->directory }) == 0;
}

/* ---------------------------------------------------------------- its description on disk */

static void write_words(FILE *file, const char *name, const argument_vector *words)
{
	for (size_t i = 0; i < words->count; i++)
		fprintf(file, "%s %s\n", name, words->items[i]);
}

static bool write_description(struct kit_build *b, const struct kit *kit)
{
	FILE *file = fopen(arena_printf(b->arena, "%s/commands", b->directory), "w");

	if (!file)
		return false;
	write_words(file, "compile", &kit->compile);
	write_words(file, kit->objtool_linked ? "objtool-linked" : "objtool", &kit->objtool);
	write_words(file, "link-objects", &kit->link_objects);
	write_words(file, "link-module", &kit->link_module);
	for (size_t i = 0; i < kit->extra_objects.count; i++)
		fprintf(file, "extra-object extra%zu.o\n", i);
	return !fclose(file);
}

static void read_line(struct arena *arena, struct kit *kit, const char *name, const char *word)
{
	if (!strcmp(name, "compile"))
		vec_push(arena, &kit->compile, word);
	if (!strcmp(name, "objtool-linked"))
		kit->objtool_linked = true;
	if (has_prefix(name, "objtool"))
		vec_push(arena, &kit->objtool, word);
	if (!strcmp(name, "link-objects"))
		vec_push(arena, &kit->link_objects, word);
	if (!strcmp(name, "link-module"))
		vec_push(arena, &kit->link_module, word);
	if (!strcmp(name, "extra-object"))
		vec_push(arena, &kit->extra_objects,
			 arena_printf(arena, "%s/%s", kit->directory, word));
}

static const struct kit *read_description(struct session *session, const char *directory)
{
	const char *path = arena_printf(session->arena, "%s/commands", directory);
	struct source_file *file = session_read_file(session, path, path);
	struct kit *kit = arena_new_object(session->arena, struct kit);
	char *line, *state;

	if (!file)
		return NULL;
	kit->directory = directory;
	for (line = strtok_r((char *)file->text, "\n", &state); line;
	     line = strtok_r(NULL, "\n", &state)) {
		char *space = strchr(line, ' ');

		if (!space)
			return NULL;
		*space = '\0';
		read_line(session->arena, kit, line, space + 1);
	}
	return kit->compile.count && kit->link_module.count ? kit : NULL;
}

/* Only what modules are made of stays. */
static bool keep_products(struct kit_build *b, const struct kit *kit, const char *final)
{
	const char *products = arena_printf(b->arena, "%s.new", final);
	const char *const names[][2] = { { "libkit.a", "libkit.a" },
					 { "commands", "commands" },
					 { KIT_MODULE_NAME ".mod.o", "kit.mod.o" },
					 { "trials.h", "trials.h" } };

	remove_tree(products);
	if (mkdir(products, 0700))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rename(arena_printf(b->arena, "%s/%s", b->directory, names[i][0]),
			   arena_printf(b->arena, "%s/%s", products, names[i][1])))
			return false;
	for (size_t i = 0; i < kit->extra_objects.count; i++)
		if (rename(kit->extra_objects.items[i],
			   arena_printf(b->arena, "%s/extra%zu.o", products, i)))
			return false;
	return !rename(products, final);
}

/* The lines of make's output that say what went wrong; the rest is progress. */
static void show_errors(struct kit_build *b)
{
	struct source_file *log = b->log ? session_read_file(b->session, b->log, b->log) : NULL;

	for (const char *line = log ? log->text : ""; *line;) {
		int length = (int)strcspn(line, "\n");

		if (memmem(line, (size_t)length, "rror", 4) ||
		    memmem(line, (size_t)length, "undef", 5))
			fprintf(b->session->diagnostics.stream, "  %.*s\n", length, line);
		line += length + (line[length] == '\n');
	}
}

static void report_failure(struct kit_build *b, const char *what)
{
	diagnose_error(&b->session->diagnostics, nowhere, "cannot make the kit for kernel %s: %s",
		       b->session->target.release, what);
	show_errors(b);
}

/* @directory is made for it; the caller holds the lock on it. */
static bool make_kit(struct session *session, const char *directory, const char *final)
{
	struct kit_build b = {
		.session = session,
		.arena = session->arena,
		.directory = directory,
	};
	struct kit kit = { 0 };
	const char *failure = NULL;

	fprintf(session->diagnostics.stream,
		"stap: preparing for kernel %s (once per kernel, some seconds) …\n",
		session->target.release);
	remove_tree(b.directory);
	if (mkdir(b.directory, 0700) || !copy_runtime(&b) || !run_trials(&b) ||
	    !write_system_calls(&b))
		failure = "its directory cannot be written";
	else if (!compile_runtime(&b, true) && !compile_runtime(&b, false))
		failure = "the runtime does not compile";
	else if (!learn_compile(&b, &kit) || !learn_link(&b, &kit))
		failure = "kbuild's .cmd files are not understood";
	else if (!archive_runtime(&b) || !write_description(&b, &kit) ||
		 !keep_products(&b, &kit, final))
		failure = "its files cannot be put together";
	if (failure)
		report_failure(&b, failure);
	remove_tree(b.directory);
	return !failure;
}

const struct kit *kit_open(struct session *session)
{
	const char *directory = cache_subdirectory(session, "kit");
	SHA2_CTX key;

	if (!session->target.build_directory) {
		diagnose_error(&session->diagnostics, nowhere,
			       "the headers of kernel %s are missing", session->target.release);
		diagnose_remedy(&session->diagnostics, "apt-get install linux-headers-%s",
				session->target.release);
		return NULL;
	}
	if (!directory)
		directory = session->options.temporary_directory;
	cache_key_begin(&key);
	kit_identity(session, &key);
	const char *final = arena_printf(session->arena, "%s/%s", directory,
					 cache_key_end(&key, session->arena));
	const struct kit *kit = read_description(session, final);

	if (kit)
		return kit;
	/* Two runs at once: the second waits here, and then finds the kit. */
	int lock = open(arena_printf(session->arena, "%s/lock", directory),
			O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock >= 0)
		flock(lock, LOCK_EX);
	kit = read_description(session, final);
	if (!kit && make_kit(session, arena_printf(session->arena, "%s/making", directory), final))
		kit = read_description(session, final);
	if (lock >= 0)
		close(lock);
	return kit;
}
