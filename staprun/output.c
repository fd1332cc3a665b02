// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"
#include "message.h"
#include "objectdata/write_all.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void show_output(struct output *output, const struct stap_frame *frame)
{
	if (output->broken)
		return;
	if (!output_files_reserve(&output->files, frame->size)) {
		output->broken = output->failed = true;
		return;
	}
	if (write_all(output->fd, frame->data, frame->size))
		return;
	output->broken = true;
	if (errno == EPIPE)
		return;
	output->failed = true;
	error("cannot write to %s: %s", output->name, strerror(errno));
}

static void pass_on_wanted(struct output *output, const struct stap_frame *frame)
{
	struct stap_wanted_file file;

	if (frame->size < sizeof(file) || !output->wanted)
		return;
	memcpy(&file, frame->data, sizeof(file));
	output->wanted(output->wanted_argument, &file);
}

static void switch_file(struct output *output)
{
	if (!output->broken && !output_files_switch(&output->files))
		output->broken = output->failed = true;
}

static void show_frame(struct output *output, const struct stap_frame *frame)
{
	int size = frame->size;

	switch (frame->kind) {
	case STAP_FRAME_OUTPUT:
		show_output(output, frame);
		break;
	case STAP_FRAME_ERROR:
		error("%.*s", size, frame->data);
		break;
	case STAP_FRAME_WARNING:
		warning("%.*s", size, frame->data);
		break;
	case STAP_FRAME_LOG:
		write_all(2, frame->data, size);
		write_all(2, "\n", 1);
		break;
	case STAP_FRAME_WANTED:
		pass_on_wanted(output, frame);
		break;
	case STAP_FRAME_SYSTEM:
		if (output->command)
			output->command(output->command_argument, frame->data, frame->size);
		break;
	case STAP_FRAME_SWITCH:
		switch_file(output);
		break;
	case STAP_FRAME_EXIT:
		output->exit_asked = true;
		break;
	case STAP_FRAME_END:
		if (frame->size < sizeof(output->end))
			break;
		memcpy(&output->end, frame->data, sizeof(output->end));
		output->ended = true;
		break;
	}
}

void output_frames(struct output *output, const char *data, size_t size)
{
	size_t at = 0;

	while (at < size && size - at >= sizeof(struct stap_frame)) {
		const struct stap_frame *frame = (const struct stap_frame *)(data + at);

		if (frame->size > size - at - sizeof(*frame))
			return;
		show_frame(output, frame);
		at += sizeof(*frame) + frame->size;
		at = (at + STAP_FRAME_ALIGN - 1) & ~(size_t)(STAP_FRAME_ALIGN - 1);
	}
}

void output_report(const struct output *output)
{
	const struct stap_end *end = &output->end;

	if (!output->ended)
		return;
	if (end->errors || end->skipped)
		warning("Number of errors: %llu, skipped probes: %llu",
			(unsigned long long)end->errors, (unsigned long long)end->skipped);
	if (end->nested)
		warning("Hits while another handler was running on the CPU, not handled: %llu",
			(unsigned long long)end->nested);
	if (end->lost)
		warning("There were %llu transport failures: output came faster than it was "
			"taken; a larger buffer (stap -s MIB) may help",
			(unsigned long long)end->lost);
}
