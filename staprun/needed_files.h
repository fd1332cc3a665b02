/* SPDX-License-Identifier: GPL-2.0-only */
/* The files that a program will have mapped when it begins to run. */
#ifndef STAPRUN_NEEDED_FILES_H
#define STAPRUN_NEEDED_FILES_H

/*
 * Calls @use with the path of the program that -c @command names first, of its dynamic loader and
 * of the libraries that this loads. That is what the loader itself says.
 */
void needed_files_of_command(const char *command, void (*use)(void *argument, const char *path),
			     void *argument);

#endif
