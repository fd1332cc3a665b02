/* SPDX-License-Identifier: GPL-2.0-only */
#include "target_debuginfo.h"

#include "debuginfo/files/find.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	USER_FILE_TOLD = 32 << 20 /* bytes of a file whose index takes a second */
};

static void say_building_index(const char *path, void *data)
{
	struct session *session = data;

	fprintf(session->diagnostics.stream, "stap: indexing %s (once per kernel) …\n", path);
}

/* Of programs only the large ones take long enough to be told of. */
static void say_building_user_index(const char *path, void *data)
{
	struct session *session = data;
	struct stat status;

	if (!stat(path, &status) && status.st_size >= USER_FILE_TOLD)
		fprintf(session->diagnostics.stream, "stap: indexing %s (once) …\n", path);
}

static double mebibytes(uint64_t bytes)
{
	return (double)bytes / (1 << 20);
}

/* On a terminal: one line, written again ten times a second; of a failure the error tells. */
static void show_on_terminal(FILE *stream, struct debuginfo_fetch *fetch)
{
	unsigned int tenths = (unsigned int)(fetch->seconds * 10);

	if (fetch->over && fetch->failed) {
		fputs("\r\033[K", stream);
		return;
	}
	if (!fetch->over && tenths < fetch->shown)
		return;
	fetch->shown = tenths + 1;
	fprintf(stream, "\r\033[Kstap: fetching the debug information of %s from %s", fetch->what,
		fetch->url);
	if (fetch->total)
		fprintf(stream, ": %.1f of %.1f MiB", mebibytes(fetch->done),
			mebibytes(fetch->total));
	if (fetch->over)
		fputs(", done\n", stream);
}

/* Elsewhere: a line at the beginning, if it takes time, and one at the end. */
static void show_in_log(FILE *stream, struct debuginfo_fetch *fetch)
{
	if (!fetch->shown && (fetch->total || (!fetch->over && fetch->seconds >= 1))) {
		fetch->shown = 1;
		fprintf(stream, "stap: fetching the debug information of %s from %s …\n",
			fetch->what, fetch->url);
	}
	if (fetch->over && !fetch->failed)
		fprintf(stream, "stap: fetched %.1f MiB in %.1f s\n", mebibytes(fetch->total),
			fetch->seconds);
}

static bool show_fetching(struct debuginfo_fetch *fetch, void *data)
{
	struct session *session = data;
	FILE *stream = session->diagnostics.stream;

	if (isatty(fileno(stream)))
		show_on_terminal(stream, fetch);
	else
		show_in_log(stream, fetch);
	fflush(stream);
	return !session->interrupted || !*session->interrupted;
}

struct debuginfo_target session_debuginfo_target(struct session *session)
{
	const char *release = session->options.release;
	struct debuginfo_target target = {
		.release = session->target.release,
		.build_tree =
			release && strchr(release, '/') ? session->target.build_directory : NULL,
		.build_id = session->target.build_id,
		.sysroot = session->options.sysroot,
		.cache_dir = session->cache_directory,
		.building_index = say_building_index,
		.fetching = show_fetching,
		.data = session,
	};

	if (!target.build_id)
		session->target.build_id = target.build_id =
			find_kernel_build_id(session->arena, &target);
	return target;
}

struct debuginfo_target session_user_target(struct session *session)
{
	return (struct debuginfo_target){
		.release = session->target.release,
		.sysroot = session->options.sysroot,
		.cache_dir = session->cache_directory,
		.building_index = say_building_user_index,
		.fetching = show_fetching,
		.data = session,
	};
}

struct debuginfo *session_kernel_debuginfo(struct session *session, struct debuginfo_error *error)
{
	if (!session->kernel_debuginfo && !session->kernel_debuginfo_error.text) {
		const struct debuginfo_target target = session_debuginfo_target(session);

		session->kernel_debuginfo = debuginfo_open_kernel(session->arena, &target,
								  &session->kernel_debuginfo_error);
	}
	*error = session->kernel_debuginfo_error;
	return session->kernel_debuginfo;
}

struct btf_source *session_kernel_btf(struct session *session, struct debuginfo_error *error)
{
	struct debuginfo_error *own = &session->kernel_btf_error;

	if (session_kernel_debuginfo(session, error))
		return NULL;
	if (!session->kernel_btf && !own->text) {
		const struct debuginfo_target target = session_debuginfo_target(session);

		session->kernel_btf = btf_open_kernel(session->arena, &target, own);
	}
	if (!session->kernel_btf && error->remedy && own->remedy)
		error->remedy =
			arena_printf(session->arena, "%s; or, for functions and types alone, %s",
				     error->remedy, own->remedy);
	return session->kernel_btf;
}
