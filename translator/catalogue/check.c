// SPDX-License-Identifier: GPL-2.0-only
/*
 * Aliases are resolved first, all in this process, which tells what the kernel has not. The rest is
 * compiled in batches by processes beside each other. A batch that fails is halved until it is
 * known which items are to blame.
 */
#include "catalogue/check.h"

#include "build/cache.h"
#include "catalogue/catalogue.h"
#include "catalogue/check_batch.h"
#include "semantic/analyse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Items of one module at first. */
#define BATCH_FUNCTIONS 150
#define BATCH_ALIASES	40

enum verdict {
	VERDICT_OPEN,
	VERDICT_OK,
	VERDICT_ABSENT,
	VERDICT_ERROR
};

struct checked {
	const struct catalogue_item *item;
	enum verdict verdict;
	const char *reason; /* of ABSENT a phrase, of ERROR lines */
};

/* The items @first to @first + @count - 1 of the list that is to be compiled. */
struct batch {
	size_t first, count;
	const char *directory;
	pid_t process; /* 0: not running */
};

struct check {
	struct session *session;
	VEC(struct checked) all;
	VEC(size_t) open; /* indexes of what is to be compiled */
	VEC(struct batch) waiting;
	VEC(struct batch) running;
	unsigned batches;
};

static const struct place nowhere;

static bool is_interrupted(const struct session *session)
{
	return session->interrupted && *session->interrupted;
}

/* ---------------------------------------------------------------- resolving */

/* Without a file to show, since a list is easier to read. */
static const char *absence(struct check *check, const struct resolution *why)
{
	return why->failed ? why->message
			   : arena_strdup(check->session->arena,
					  "of its points, all optional, none is there");
}

static void resolve_aliases(struct check *check)
{
	struct session *session = check->session;
	struct analysis *analysis = analysis_new(session);

	for (size_t i = 0; i < check->all.count && !is_interrupted(session); i++) {
		struct checked *checked = &check->all.items[i];
		struct resolution why = { 0 };

		if (!checked->item->alias ||
		    count_probes(analysis, checked->item->alias->name, &why) || why.is_wrong)
			continue;
		checked->verdict = VERDICT_ABSENT;
		checked->reason = absence(check, &why);
	}
}

/* ---------------------------------------------------------------- compiling */

static void add_batches(struct check *check, bool functions, size_t size)
{
	size_t first = check->open.count;

	for (size_t i = 0; i < check->all.count; i++)
		if (check->all.items[i].verdict == VERDICT_OPEN &&
		    !check->all.items[i].item->function != functions)
			vec_push(check->session->arena, &check->open, i);
	while (first < check->open.count) {
		size_t left = check->open.count - first;
		struct batch batch = { .first = first, .count = left < size ? left : size };

		vec_push(check->session->arena, &check->waiting, batch);
		first += batch.count;
	}
}

static bool start_batch(struct check *check, struct batch batch)
{
	struct arena *arena = check->session->arena;
	const struct catalogue_item **items = arena_alloc(arena, batch.count * sizeof(*items));

	for (size_t i = 0; i < batch.count; i++)
		items[i] = check->all.items[check->open.items[batch.first + i]].item;
	batch.directory =
		arena_printf(arena, "%s/check.%u", check->session->options.temporary_directory,
			     check->batches++);
	batch.process = check_batch_start(check->session, items, batch.count, batch.directory);
	if (batch.process < 0) {
		diagnose_error(&check->session->diagnostics, nowhere, "cannot start a process: %s",
			       strerror(errno));
		return false;
	}
	vec_push(arena, &check->running, batch);
	return true;
}

static void give_verdict(struct check *check, const struct batch *batch, enum verdict verdict,
			 const char *reason)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct checked *checked = &check->all.items[check->open.items[batch->first + i]];

		checked->verdict = verdict;
		checked->reason = reason;
	}
}

static void halve(struct check *check, const struct batch *batch)
{
	struct batch one = { .first = batch->first, .count = batch->count / 2 };
	struct batch other = { .first = batch->first + one.count,
			       .count = batch->count - one.count };

	vec_push(check->session->arena, &check->waiting, one);
	vec_push(check->session->arena, &check->waiting, other);
}

static const char *log_text(struct check *check, const struct batch *batch, int status)
{
	struct session *session = check->session;
	const char *path = arena_printf(session->arena, "%s.log", batch->directory);
	struct source_file *log = session_read_file(session, path, path);

	if (log && log->size)
		return log->text;
	return WIFSIGNALED(status) ? arena_printf(session->arena, "stap died: %s\n",
						  strsignal(WTERMSIG(status)))
				   : "it failed without a message\n";
}

static void end_batch(struct check *check, size_t number, int status)
{
	struct batch batch = check->running.items[number];

	check->running.items[number] = check->running.items[--check->running.count];
	remove_tree(batch.directory);
	if (!status)
		give_verdict(check, &batch, VERDICT_OK, NULL);
	else if (batch.count > 1)
		halve(check, &batch);
	else
		give_verdict(check, &batch, VERDICT_ERROR, log_text(check, &batch, status));
}

/* Waits for one of the processes. */
static void wait_for_one(struct check *check)
{
	int status;
	pid_t pid = waitpid(-1, &status, 0);

	for (size_t i = 0; i < check->running.count && pid > 0; i++)
		if (check->running.items[i].process == pid) {
			end_batch(check, i, status);
			return;
		}
}

static void compile_all(struct check *check)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	bool good = true;

	add_batches(check, true, BATCH_FUNCTIONS);
	add_batches(check, false, BATCH_ALIASES);
	while (check->running.count ||
	       (good && check->waiting.count && !is_interrupted(check->session))) {
		while (good && check->waiting.count && !is_interrupted(check->session) &&
		       (long)check->running.count < processors)
			good = start_batch(check, check->waiting.items[--check->waiting.count]);
		if (check->running.count)
			wait_for_one(check);
	}
}

/* ---------------------------------------------------------------- the report */

static void print_reason(const char *reason)
{
	while (*reason) {
		int length = (int)strcspn(reason, "\n");

		printf("          %.*s\n", length, reason);
		reason += length + (reason[length] == '\n');
	}
}

static void print_item(const struct checked *checked)
{
	static const char *const words[] = { "not checked", "ok", "absent", "error" };
	const struct catalogue_item *item = checked->item;
	const char *path = item->file->path + strlen(item->file->root);

	printf("%-6s  %s: %s%s%s%s\n", words[checked->verdict], path + strspn(path, "/"),
	       item->text, item->is_private ? " (private)" : "",
	       checked->verdict == VERDICT_ABSENT ? ": " : "",
	       checked->verdict == VERDICT_ABSENT ? checked->reason : "");
	if (checked->verdict == VERDICT_ERROR)
		print_reason(checked->reason);
}

static bool report(const struct check *check)
{
	size_t counts[VERDICT_ERROR + 1] = { 0 }, functions = 0;

	for (size_t i = 0; i < check->all.count; i++) {
		print_item(&check->all.items[i]);
		counts[check->all.items[i].verdict]++;
		functions += check->all.items[i].item->function != NULL;
	}
	printf("%zu functions and %zu aliases: %zu ok, %zu not on %s, %zu with errors\n", functions,
	       check->all.count - functions, counts[VERDICT_OK], counts[VERDICT_ABSENT],
	       check->session->target.release, counts[VERDICT_ERROR]);
	return !counts[VERDICT_ERROR] && !counts[VERDICT_OPEN];
}

static bool is_same_directory(const char *a, const char *b)
{
	struct stat x, y;

	return a && b && !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

const char *tapset_to_search(struct session *session, const char *directory)
{
	struct options *options = &session->options;
	size_t length = directory ? strlen(directory) : 0;

	if (!directory || is_same_directory(directory, session->tapset_directory))
		return session->tapset_directory;
	for (size_t i = 0; i < options->tapset_paths.count; i++)
		if (is_same_directory(directory, options->tapset_paths.items[i]))
			return options->tapset_paths.items[i];
	while (length > 1 && directory[length - 1] == '/')
		length--;
	directory = arena_strndup(session->arena, directory, length);
	vec_push(session->arena, &options->tapset_paths, directory);
	for (size_t i = options->tapset_paths.count - 1; i > 0; i--)
		options->tapset_paths.items[i] = options->tapset_paths.items[i - 1];
	options->tapset_paths.items[0] = directory;
	return directory;
}

bool check_tapset(struct session *session, const char *directory)
{
	struct check check = { .session = session };
	const char *root = tapset_to_search(session, directory);
	const struct catalogue *catalogue = catalogue_make(session, root);

	if (!catalogue->items.count && !session->diagnostics.errors)
		diagnose_error(&session->diagnostics, nowhere,
			       "there is neither a function nor an alias in %s", root);
	if (session->diagnostics.errors)
		return false;
	for (size_t i = 0; i < catalogue->items.count; i++) {
		struct checked checked = { .item = &catalogue->items.items[i] };

		vec_push(session->arena, &check.all, checked);
	}
	library_forget(session->library);
	resolve_aliases(&check);
	library_forget(session->library);
	compile_all(&check);
	return report(&check);
}
