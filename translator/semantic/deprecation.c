// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a file declares a name for another version of the language is told by parsing it once
 * more as of that version, without a word. The versions that matter are those that stand behind
 * systemtap_v in the file.
 */
#define _GNU_SOURCE
#include "semantic/deprecation.h"

#include "semantic/pattern.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

/* "kernel.function" of kernel.function("x"): as the library's index has names. */
static const char *dotted_name(struct arena *arena, const struct point *point)
{
	const char *name = point->components[0].name;

	for (size_t i = 1; i < point->component_count; i++)
		name = arena_printf(arena, "%s.%s", name, point->components[i].name);
	return name;
}

static bool declares(struct arena *arena, const struct script *script, enum library_kind kind,
		     const char *name)
{
	for (size_t i = 0; i < script->declarations.count; i++) {
		const struct declaration *declaration = &script->declarations.items[i];

		if (kind == LIBRARY_FUNCTION && declaration->kind == DECLARE_FUNCTION &&
		    !strcmp(declaration->function->name, name))
			return true;
		if (kind == LIBRARY_ALIAS && declaration->kind == DECLARE_ALIAS &&
		    !strcmp(dotted_name(arena, declaration->alias->name), name))
			return true;
	}
	return false;
}

/* Whether @file declares @name in the language as of @version. */
static bool declares_as_of(struct session *session, const struct source_file *file,
			   enum library_kind kind, const char *name, const char *version)
{
	struct script_environment environment = session->environment;
	struct diagnostics silent = session->diagnostics;
	FILE *nowhere = fopen("/dev/null", "w");

	if (!nowhere)
		return false;
	silent.stream = nowhere;
	environment.diagnostics = &silent;
	environment.stap_version = version;

	const struct script *script = parse_script(&environment, file);

	fclose(nowhere);
	return declares(session->arena, script, kind, name);
}

/* The version in quotes after the next systemtap_v in *@text, which is moved behind it; NULL: none.
 */
static const char *next_version(struct arena *arena, const char **text)
{
	static const char variable[] = "systemtap_v";
	const char *at = strstr(*text, variable);
	size_t length;

	if (!at)
		return NULL;
	at += strlen(variable);
	*text = at;
	at += strspn(at, "<>=! \t");
	length = strcspn(at + (*at == '"'), "\"\n");
	return *at == '"' ? arena_strndup(arena, at + 1, length) : NULL;
}

/* The newest version as of which @file declares @name, NULL: none that it asks for. */
static const char *version_with(struct session *session, const struct source_file *file,
				enum library_kind kind, const char *name)
{
	const char *text = file->text, *best = NULL, *version;

	while (strstr(text, "systemtap_v")) {
		version = next_version(session->arena, &text);
		if (version && (!best || strverscmp(version, best) > 0) &&
		    declares_as_of(session, file, kind, name, version))
			best = version;
	}
	return best;
}

const char *compatible_remedy(struct analysis *analysis, enum library_kind kind, const char *name)
{
	struct session *session = analysis->session;
	const library_names *names = library_index(session->library);

	for (size_t i = 0; i < names->count; i++) {
		const struct library_name *entry = &names->items[i];

		if (entry->kind != kind || strcmp(entry->name, name))
			continue;

		const struct source_file *file = library_parse(session->library, entry->file)->file;
		const char *version = version_with(session, file, kind, name);

		if (!version)
			continue;
		return arena_printf(analysis->arena,
				    "the library has it no longer; --compatible %s brings it back",
				    version);
	}
	return NULL;
}

void warn_of_deprecated(struct analysis *analysis, enum library_kind kind, const char *name,
			const struct source_file *file, struct place use)
{
	struct session *session = analysis->session;

	if (!session->options.compatible || !file->is_tapset || !use.file || use.file->is_tapset ||
	    !strstr(file->text, "systemtap_v") ||
	    declares_as_of(session, file, kind, name, STAP_LANGUAGE_VERSION))
		return;
	diagnose_warning(analysis->diagnostics, use,
			 "%s '%s' is deprecated: without --compatible %s it is not there",
			 kind == LIBRARY_FUNCTION ? "function" : "probe alias", name,
			 session->options.compatible);
}
