// SPDX-License-Identifier: GPL-2.0-only
/*
 * procfs("path").read and .write: files /proc/systemtap/MODULE/path that a handler fills or that
 * hand a handler what was written. $value is the text. A path has one handler for each at most.
 */
#include "probes/family.h"

#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PATH	  "command"
#define DEFAULT_UMASK	  077
#define MOST_VALUE_BYTES  (1 << 20)
#define LONGEST_COMPONENT 255

struct procfs {
	const char *path;
	bool is_write;
	unsigned mode;	       /* what the umask leaves of the permissions to read or to write */
	unsigned size;	       /* bytes of $value with its NUL */
	struct variable value; /* read: what is assigned to $value */
};

extern const struct probe_family procfs_family;

static const char *const procfs_forms[] = {
	"procfs(string).read",
	"procfs(string).read.maxsize(number)",
	"procfs(string).umask(number).read",
	"procfs(string).umask(number).read.maxsize(number)",
	"procfs(string).write",
	"procfs(string).umask(number).write",
	"procfs.read",
	"procfs.read.maxsize(number)",
	"procfs.umask(number).read",
	"procfs.umask(number).read.maxsize(number)",
	"procfs.write",
	"procfs.umask(number).write",
	NULL,
};

/* ---------------------------------------------------------------- points */

/* A path below the module's directory: names with one '/' between them. */
static bool check_path(struct resolve *resolve, const struct component *component)
{
	const char *path = component->string;

	for (const char *at = path; at; at = strchr(at, '/')) {
		at += at != path;
		size_t length = strcspn(at, "/");

		if (!length || length > LONGEST_COMPONENT || !strncmp(at, ".", length) ||
		    (length == 2 && !strncmp(at, "..", length)))
			return resolve_fail(
				resolve, component->place,
				"for instance procfs(\"state\") or procfs(\"net/state\")",
				"'%s' is not a path below /proc/systemtap/MODULE", path);
	}
	return true;
}

static const char *procfs_name(struct arena *arena, const struct point *point, const char *path)
{
	const char *name = arena_printf(arena, "procfs(\"%s\")", path);

	for (size_t i = 1; i < point->component_count; i++) {
		const struct component *c = &point->components[i];
		bool is_umask = !strcmp(c->name, "umask");

		if (is_umask)
			name = arena_printf(arena, "%s.umask(%#" PRIo64 ")", name,
					    (uint64_t)c->number);
		else if (c->has_argument)
			name = arena_printf(arena, "%s.%s(%" PRId64 ")", name, c->name, c->number);
		else
			name = arena_printf(arena, "%s.%s", name, c->name);
	}
	return name;
}

static bool procfs_resolve(struct resolve *resolve, const struct point *point)
{
	const struct component *path = &point->components[0];
	const struct component *umask = point_component(point, "umask");
	const struct component *size = point_component(point, "maxsize");
	struct procfs *procfs = arena_new_object(resolve->arena, struct procfs);

	if ((path->has_argument && !check_path(resolve, path)) ||
	    !check_range(resolve, umask, 0, 0777) ||
	    !check_range(resolve, size, 1, MOST_VALUE_BYTES))
		return false;
	procfs->path = path->has_argument ? path->string : DEFAULT_PATH;
	procfs->is_write = point_component(point, "write") != NULL;
	procfs->mode = (procfs->is_write ? 0222 : 0444) &
		       ~(umask ? (unsigned)umask->number : DEFAULT_UMASK);
	if (!procfs->mode)
		return resolve_fail(resolve, umask->place, NULL,
				    ".umask(%#" PRIo64 ") takes the file from everybody",
				    (uint64_t)umask->number);
	procfs->size = session_max_string(resolve->session);
	if (size)
		procfs->size = (unsigned)size->number + 1;

	struct probe *probe = probe_new(resolve, &procfs_family, point,
					procfs_name(resolve->arena, point, procfs->path));

	probe->family_data = procfs;
	return true;
}

/* ---------------------------------------------------------------- $value */

/* In a read handler a variable, which is the reader's buffer; in a write handler a text. */
static bool procfs_lower(struct resolve *resolve, struct probe *probe, struct expr *target)
{
	struct procfs *procfs = probe->family_data;

	if (!value_check(resolve, probe, target))
		return false;
	if (procfs->is_write) {
		value_lower(target);
		return true;
	}
	procfs->value.name = "$value";
	procfs->value.place = procfs->value.type_place = target->place;
	procfs->value.type = TYPE_STRING;
	procfs->value.code = "((char *)c->event)";
	procfs->value.code_size = procfs->value.string_size = procfs->size;
	target->kind = EXPR_NAME;
	target->type = TYPE_STRING;
	target->name.text = procfs->value.name;
	target->name.variable = &procfs->value;
	return true;
}

/* ---------------------------------------------------------------- the table */

/* One file or directory. */
struct entry {
	const char *path;
	const struct probe *read, *write; /* neither: a directory */
	unsigned mode;
	unsigned read_size;
};
typedef VEC(struct entry) entry_list;

static struct entry *find_entry(entry_list *entries, const char *path)
{
	for (size_t i = 0; i < entries->count; i++)
		if (!strcmp(entries->items[i].path, path))
			return &entries->items[i];
	return NULL;
}

static bool is_directory(const struct entry *entry)
{
	return !entry->read && !entry->write;
}

static void report_conflict(struct session *session, const struct probe *probe,
			    const struct entry *entry)
{
	const struct procfs *procfs = probe->family_data;
	const struct probe *other = procfs->is_write ? entry->write : entry->read;

	if (!other)
		other = procfs->is_write ? entry->read : entry->write;
	diagnose_error(&session->diagnostics, probe->point->place,
		       is_directory(entry) || strcmp(entry->path, procfs->path)
			       ? "procfs(\"%s\"): one path is the directory of another"
			       : "procfs(\"%s\") has two handlers for the same",
		       procfs->path);
	if (other)
		diagnose_note(&session->diagnostics, other->point->place, "the other is here");
}

/* Adds the directories that @probe's file is in, outermost first. */
static void add_directories(struct session *session, entry_list *entries, const struct probe *probe)
{
	const char *path = ((const struct procfs *)probe->family_data)->path;

	for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
		struct entry directory = {
			.path = arena_strndup(session->arena, path, (size_t)(end - path)),
		};
		const struct entry *there = find_entry(entries, directory.path);

		if (!there)
			vec_push(session->arena, entries, directory);
		else if (!is_directory(there))
			report_conflict(session, probe, there);
	}
}

static void add_file(struct session *session, entry_list *entries, const struct probe *probe)
{
	const struct procfs *procfs = probe->family_data;
	struct entry *entry = find_entry(entries, procfs->path);
	struct entry file = { .path = procfs->path };

	if (entry && (is_directory(entry) || (procfs->is_write ? entry->write : entry->read))) {
		report_conflict(session, probe, entry);
		return;
	}
	if (!entry) {
		vec_push(session->arena, entries, file);
		entry = &entries->items[entries->count - 1];
	}
	entry->mode |= procfs->mode;
	if (procfs->is_write) {
		entry->write = probe;
	} else {
		entry->read = probe;
		entry->read_size = procfs->size;
	}
}

static void write_handler(FILE *stream, const char *member, const struct probe *probe)
{
	if (probe)
		fprintf(stream, ", .%s = &stap_probe_%u", member, probe->handler);
}

static size_t procfs_emit(FILE *stream, struct session *session, const char *table,
			  struct probe *const *probes, size_t count)
{
	entry_list entries = { 0 };

	for (size_t i = 0; i < count; i++) {
		add_directories(session, &entries, probes[i]);
		add_file(session, &entries, probes[i]);
	}
	fprintf(stream, "static const struct stap_procfs_file %s[] = {\n", table);
	for (size_t i = 0; i < entries.count; i++) {
		const struct entry *entry = &entries.items[i];

		fputs("\t{ .path = ", stream);
		write_string(stream, entry->path);
		write_handler(stream, "read", entry->read);
		write_handler(stream, "write", entry->write);
		fprintf(stream, ", .mode = %#o, .read_size = %u },\n", entry->mode,
			entry->read_size);
	}
	fputs("};\n", stream);
	return entries.count;
}

const struct probe_family procfs_family = {
	.name = "procfs",
	.type = "procfs",
	.forms = procfs_forms,
	.resolve = procfs_resolve,
	.lower = procfs_lower,
	.has_own_variables = true,
	.variables = value_variables,
	.emit = procfs_emit,
	.runtime_family = "stap_procfs_family",
	.runtime_type = "struct stap_procfs_file",
};
