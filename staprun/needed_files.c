// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "needed_files.h"

#include "command.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------- programs */

/* Finds a program as execvp(3) does. */
static bool find_program(const char *name, char path[PATH_MAX])
{
	const char *directories = getenv("PATH");

	if (strchr(name, '/'))
		return realpath(name, path);
	for (const char *at = directories; at && *at;) {
		size_t length = strcspn(at, ":");
		char candidate[PATH_MAX];
		int end = snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length, at, name);

		if (end < (int)sizeof(candidate) && !access(candidate, X_OK) &&
		    realpath(candidate, path))
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/* The dynamic loader that a program asks for; false when it has none. */
static bool find_loader(const char *program, char loader[PATH_MAX])
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	bool found = false;
	size_t count, size;

	elf_version(EV_CURRENT);
	Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ_MMAP, NULL);
	const char *bytes = elf ? elf_rawfile(elf, &size) : NULL;

	if (bytes && !elf_getphdrnum(elf, &count))
		for (size_t i = 0; i < count && !found; i++) {
			GElf_Phdr header;

			if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_INTERP ||
			    header.p_offset >= size || header.p_filesz > size - header.p_offset)
				continue;
			snprintf(loader, PATH_MAX, "%.*s", (int)header.p_filesz,
				 bytes + header.p_offset);
			found = true;
		}
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return found;
}

/* ---------------------------------------------------------------- what the loader says */

/* Starts `LOADER --list PROGRAM`. Returns its output, with its process in *@pid; NULL: it failed.
 */
static FILE *list_libraries(const char *loader, const char *program, pid_t *pid)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return NULL;
	*pid = fork();
	if (!*pid) {
		int null = open("/dev/null", O_WRONLY);

		dup2(ends[1], STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl(loader, loader, "--list", program, NULL);
		_exit(127);
	}
	close(ends[1]);
	if (*pid > 0)
		return fdopen(ends[0], "r");
	close(ends[0]);
	return NULL;
}

/* The path in a line "\tlibc.so.6 => /lib/libc.so.6 (0x7f…)" or "\t/lib/ld.so (0x7f…)". */
static char *library_path(char *line)
{
	char *end = strstr(line, " (0x"), *path = strstr(line, "=> /");

	if (!end)
		return NULL;
	*end = '\0';
	path = path ? path + 3 : strchr(line, '/');
	return path;
}

static void use_libraries(const char *loader, const char *program,
			  void (*use)(void *argument, const char *path), void *argument)
{
	char *line = NULL;
	size_t size = 0;
	pid_t pid;
	FILE *list = list_libraries(loader, program, &pid);

	if (!list)
		return;
	while (getline(&line, &size, list) > 0) {
		char *path = library_path(line);

		if (path)
			use(argument, path);
	}
	free(line);
	fclose(list);
	waitpid(pid, NULL, 0);
}

void needed_files_of_command(const char *command, void (*use)(void *argument, const char *path),
			     void *argument)
{
	char name[PATH_MAX], program[PATH_MAX], loader[PATH_MAX];

	command_program(command, name, sizeof(name));
	if (!find_program(name, program))
		return;
	use(argument, program);
	if (find_loader(program, loader))
		use_libraries(loader, program, use, argument);
}
