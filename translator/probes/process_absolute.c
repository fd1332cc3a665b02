/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process(PID).statement(ADDRESS).absolute: an address of a process that runs, as a script prints
 * it or /proc/PID/maps shows it. It is a place in the file that is mapped there; of what is in that
 * file nothing is read.
 */
#include "probes/place_search.h"
#include "probes/process.h"
#include "probes/user_object.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is mapped at an address (proc_pid_maps(5)). */
struct mapping {
	uint64_t start, end, offset;
	bool is_code;
	const char *path;
};

static bool parse_mapping(struct arena *arena, char *line, struct mapping *mapping)
{
	char permissions[5];
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &mapping->start,
		   &mapping->end, permissions, &mapping->offset, &path) < 4)
		return false;
	line[strcspn(line, "\n")] = '\0';
	mapping->is_code = permissions[2] == 'x';
	mapping->path = arena_strdup(arena, line + path);
	return true;
}

static bool find_mapping(struct arena *arena, const char *maps, uint64_t address,
			 struct mapping *mapping)
{
	FILE *stream = fopen(maps, "re");
	size_t size = 0;
	char *line = NULL;
	bool found = false;

	while (stream && !found && getline(&line, &size, stream) > 0)
		found = parse_mapping(arena, line, mapping) && address >= mapping->start &&
			address < mapping->end;
	free(line);
	if (stream)
		fclose(stream);
	return found;
}

bool resolve_process_address(struct resolve *resolve, const struct point *point)
{
	const struct component *component = point_component(point, "statement");
	const uint64_t address = (uint64_t)component->number;
	const char *maps =
		arena_printf(resolve->arena, "/proc/%" PRId64 "/maps", point->components[0].number);
	const char *text = arena_printf(resolve->arena, "0x%" PRIx64, address);
	struct place_search search;
	struct probe_place *place;
	struct mapping mapping;

	session_note_input(resolve->session, maps);
	if (!find_mapping(resolve->arena, maps, address, &mapping))
		return resolve_fail(resolve, component->place, NULL,
				    "process %" PRId64 " has nothing mapped at %s",
				    point->components[0].number, text);
	if (!mapping.is_code || *mapping.path != '/')
		return resolve_fail(resolve, component->place, NULL,
				    "%s is not in the code of a file but in %s", text,
				    *mapping.path ? mapping.path : "memory without a file");
	place_search_begin(&search, resolve, point->expanded_from);
	search.point = point;
	search.object = user_file_at(resolve, component->place, mapping.path);
	if (!search.object)
		return false;
	place = add_place(&search, place_name_of(&search, text), NULL);
	place->offset = address - mapping.start + mapping.offset;
	program_file_address(search.object->user->file, place->offset, &place->address);
	search.object->user->is_used = true;
	return true;
}
