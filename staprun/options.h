/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of staprun: doc/staprun.8 describes it. */
#ifndef STAPRUN_OPTIONS_H
#define STAPRUN_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

struct run_options {
	const char *command;	 /* -c, or NULL */
	pid_t target;		 /* -x, or 0 */
	const char *output_path; /* -o, or NULL */
	unsigned file_mib;	 /* -S: the size of a file of -o, or 0 */
	unsigned file_count;	 /* -S: how many are kept, or 0 */
	bool is_daemon;		 /* -D */
	unsigned seconds;	 /* -T, or 0 */
	const char *remove;	 /* -d: the module to remove, or NULL */
	const char *module;	 /* name or path */
	char **globals;		 /* NAME=VALUE … NULL */
};

/*
 * Reads the command line. Returns true when staprun shall go on; false when all is done (-h, -V)
 * or after a message about a wrong option, with the exit status in @status.
 */
bool run_options_parse(struct run_options *options, int argc, char **argv, int *status);

#endif
