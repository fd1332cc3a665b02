/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fetching debug files.
 */
#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "debuginfo/debug_file.h"
#include "debuginfo/fetch.h"

/*
 * What is used of the library, under the names without "debuginfod_"; begin is NULL until it is
 * loaded, and it stays loaded. Static, since what it calls back is told of nothing but the client.
 */
static struct {
	typeof(&debuginfod_begin) begin;
	typeof(&debuginfod_end) end;
	typeof(&debuginfod_find_debuginfo) find_debuginfo;
	typeof(&debuginfod_set_progressfn) set_progressfn;
	typeof(&debuginfod_set_user_data) set_user_data;
	typeof(&debuginfod_get_user_data) get_user_data;
	typeof(&debuginfod_get_url) get_url;
} library;

struct fetch {
	const struct debuginfo_target *target;
	struct debuginfo_fetch state;
	struct timespec start;
	bool asked, stopped;
};

static bool library_load(void)
{
	void *handle;

	if (library.begin)
		return true;
	handle = dlopen(DEBUGINFOD_SONAME, RTLD_LAZY | RTLD_LOCAL);
	if (!handle)
		return false;
	library.end = dlsym(handle, "debuginfod_end");
	library.find_debuginfo = dlsym(handle, "debuginfod_find_debuginfo");
	library.set_progressfn = dlsym(handle, "debuginfod_set_progressfn");
	library.set_user_data = dlsym(handle, "debuginfod_set_user_data");
	library.get_user_data = dlsym(handle, "debuginfod_get_user_data");
	library.get_url = dlsym(handle, "debuginfod_get_url");
	if (library.end && library.find_debuginfo && library.set_progressfn &&
	    library.set_user_data && library.get_user_data && library.get_url)
		library.begin = dlsym(handle, "debuginfod_begin");
	return library.begin;
}

static void report(struct fetch *fetch)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	fetch->state.seconds = (double)(now.tv_sec - fetch->start.tv_sec) +
			       (double)(now.tv_nsec - fetch->start.tv_nsec) / 1e9;
	if (fetch->target->fetching && !fetch->target->fetching(&fetch->state, fetch->target->data))
		fetch->stopped = !fetch->state.over;
}

/* Called by the library several times a second; anything but 0 stops it. */
static int progress(debuginfod_client *client, long done, long total)
{
	struct fetch *fetch = library.get_user_data(client);
	const char *url = library.get_url(client);

	fetch->asked = true;
	if (url)
		fetch->state.url = url;
	if (total > 0) { /* before the size is known, @done is no number of bytes */
		fetch->state.total = (uint64_t)total;
		fetch->state.done = (uint64_t)(done < total ? done : total);
	}
	report(fetch);
	return fetch->stopped;
}

/* What the servers' answer, an errno, means. The library remembers for some minutes what is not
 * there. */
static const char *answer(struct arena *arena, const char *build_id, int error, bool asked)
{
	switch (error) {
	case ENOENT:
		return arena_printf(arena, "%s build %s",
				    asked ? "has not" : "had not, when asked some minutes ago,",
				    build_id);
	case EHOSTUNREACH:
		return "cannot be reached: its host is not known";
	case ETIME:
		return "did not answer in time";
	case ENOSYS:
		return "is no server";
	default:
		return arena_printf(arena, "cannot be reached: %s", strerror(error));
	}
}

/* Ask the servers; a path in the library's cache, which the caller frees, or a negative errno. */
static int ask(struct fetch *fetch, const char *build_id, char **path)
{
	debuginfod_client *client = library.begin();
	int fd;

	if (!client)
		return -errno;
	library.set_user_data(client, fetch);
	library.set_progressfn(client, progress);
	clock_gettime(CLOCK_MONOTONIC, &fetch->start);
	fd = library.find_debuginfo(client, (const unsigned char *)build_id, 0, path);
	fetch->state.over = true;
	fetch->state.failed = fd < 0;
	if (fetch->asked)
		report(fetch);
	library.end(client);
	if (fd >= 0)
		close(fd);
	return fd;
}

/* Add to @error what came of asking. */
static void refuse(struct arena *arena, struct debuginfo_error *error, const char *urls,
		   const char *answer)
{
	error->text = arena_printf(arena, "%s; debuginfod at %s %s", error->text, urls, answer);
}

char *fetch_debug_file(struct arena *arena, const struct debuginfo_target *target,
		       const char *build_id, const char *what, struct debuginfo_error *error)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	struct fetch fetch = { .target = target, .state = { .what = what, .url = urls } };
	struct debug_file_search search = { .arena = arena, .build_id = build_id };
	char *path = NULL, *copy;
	int result;

	if (!urls || !urls[strspn(urls, " ")])
		return NULL;
	if (!library_load()) {
		error->text = arena_printf(arena, "%s; it cannot be fetched without %s",
					   error->text, DEBUGINFOD_SONAME);
		error->remedy = arena_strdup(arena, "install the package libdebuginfod1");
		return NULL;
	}
	result = ask(&fetch, build_id, &path);
	copy = path ? arena_strdup(arena, path) : NULL;
	free(path);
	if (result >= 0 && copy && debug_file_is(&search, copy))
		return copy;
	if (fetch.stopped) {
		error->text = arena_printf(
			arena, "fetching the debug information of %s was interrupted", what);
		error->remedy = NULL;
	} else if (search.other) {
		refuse(arena, error, urls,
		       arena_printf(arena, "gave build %s for %s", search.other_build_id,
				    build_id));
	} else {
		refuse(arena, error, urls,
		       result < 0 ? answer(arena, build_id, -result, fetch.asked)
				  : "gave a file without debug information");
	}
	return NULL;
}
