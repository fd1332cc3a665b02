/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fetching debug files.
 */
#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "debuginfo/files/debug_file.h"
#include "debuginfo/files/fetch.h"

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
	char url[256]; /* of the server */
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
	if (fetch->target->fetching &&
	    !fetch->target->fetching(&fetch->state, fetch->target->data) && !fetch->state.over)
		fetch->stopped = true;
}

/* Called by the library several times a second; anything but 0 stops it. */
static int progress(debuginfod_client *client, long done, long total)
{
	struct fetch *fetch = library.get_user_data(client);
	const char *url = library.get_url(client);

	fetch->asked = true;
	if (url) {
		const char *end = strstr(url, "/buildid/");

		snprintf(fetch->url, sizeof(fetch->url), "%.*s",
			 (int)(end ? end - url : (ptrdiff_t)strlen(url)), url);
		fetch->state.url = fetch->url;
	}
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

/* The library's cache: debuginfod-find(1), CACHE. NULL when there can be none. */
static char *library_cache(struct arena *arena)
{
	const char *own = getenv("DEBUGINFOD_CACHE_PATH");
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *old = home ? arena_printf(arena, "%s/.debuginfod_client_cache", home) : NULL;

	if (own && *own)
		return arena_strdup(arena, own);
	if (old && !access(old, F_OK))
		return old;
	if (base && *base)
		return arena_printf(arena, "%s/debuginfod_client", base);
	return home ? arena_printf(arena, "%s/.cache/debuginfod_client", home) : NULL;
}

/*
 * A library that is told to stop takes that for the answer that there is no such file, and
 * remembers it as an empty one: remove that, else the next minutes' requests fail.
 */
static void forget_answer(struct arena *arena, const char *build_id)
{
	char *cache = library_cache(arena), *path;
	struct stat status;

	if (!cache)
		return;
	path = arena_printf(arena, "%s/%s/debuginfo", cache, build_id);
	if (!lstat(path, &status) && S_ISREG(status.st_mode) && !status.st_size)
		unlink(path);
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

	if (target->only_local || !urls || !urls[strspn(urls, " ")])
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
		forget_answer(arena, build_id);
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
