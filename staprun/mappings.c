// SPDX-License-Identifier: GPL-2.0-only
#include "mappings.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mapping_parse(const char *line, struct mapping *mapping)
{
	char permissions[5];
	unsigned long long inode;
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*x %*x:%*x %llu %n", &mapping->start,
		   &mapping->end, permissions, &inode, &path) != 4 ||
	    !path)
		return false;
	mapping->is_code = permissions[2] == 'x';
	mapping->is_file = inode != 0;
	snprintf(mapping->path, sizeof(mapping->path), "%s", line + path);
	mapping->path[strcspn(mapping->path, "\n")] = '\0';
	return true;
}

void mappings_of(pid_t process, void (*use)(void *argument, const struct mapping *mapping),
		 void *argument)
{
	struct mapping mapping;
	char path[64], *line = NULL;
	size_t size = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", process);
	maps = fopen(path, "re");
	if (!maps)
		return;
	while (getline(&line, &size, maps) > 0)
		if (mapping_parse(line, &mapping))
			use(argument, &mapping);
	free(line);
	fclose(maps);
}

int mapping_open(pid_t process, const struct mapping *mapping)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, process,
		 mapping->start, mapping->end);
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* it may be a device */
}
