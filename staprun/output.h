/* SPDX-License-Identifier: GPL-2.0-only */
/* From the module's frames (runtime/protocol.h) to stdout, a file and stderr. */
#ifndef STAPRUN_OUTPUT_H
#define STAPRUN_OUTPUT_H

#include "output_files.h"
#include "protocol.h"

#include <stdbool.h>
#include <stddef.h>

struct output {
	int fd; /* of what the script prints: that of `files` when there are any */
	struct output_files files;
	const char *name; /* of where that goes, for messages */
	bool broken;	  /* it cannot be written to: the rest is dropped */
	bool failed;	  /* for another reason than a reader that went away */
	/* Called with each file that the module wants; NULL: nobody has any. */
	void (*wanted)(void *argument, const struct stap_wanted_file *file);
	void *wanted_argument;
	/* Called with each command of system(); NULL: none is run. */
	void (*command)(void *argument, const char *text, size_t size);
	void *command_argument;
	bool exit_asked;     /* the session wants to end */
	bool ended;	     /* `end` is valid */
	struct stap_end end; /* what the module said last */
};

/*
 * Shows the frames of one read(): @size bytes at @data, at an address that is a multiple of
 * STAP_FRAME_ALIGN. Any bytes are safe; what is not whole or not known is left out.
 */
void output_frames(struct output *output, const char *data, size_t size);

/* The closing warnings about errors, skipped hits and lost output. */
void output_report(const struct output *output);

#endif
