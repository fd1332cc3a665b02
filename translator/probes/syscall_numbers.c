// SPDX-License-Identifier: GPL-2.0-only
/* Numbers of system calls: see syscall_numbers.h. */
#include "probes/syscall_numbers.h"

#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_calls(const void *a, const void *b)
{
	return strcmp(((const struct system_call *)a)->name, ((const struct system_call *)b)->name);
}

/* Adds the lines `#define __NR_openat 257` of a header. */
static bool read_numbers(struct session *session, struct system_calls *calls, enum width width,
			 const char *header)
{
	static const char define[] = "#define __NR_";
	const struct source_file *file = session_read_file(
		session,
		arena_printf(session->arena, "%s/arch/x86/include/generated/uapi/asm/%s",
			     session->target.build_directory, header),
		header);

	if (!file)
		return false;
	for (const char *line = file->text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, define, sizeof(define) - 1))
			continue;

		const char *name = line + sizeof(define) - 1;
		size_t length = strcspn(name, " \t\n");
		struct system_call call = { arena_strndup(session->arena, name, length),
					    { -1, -1 } };
		char *end;
		long number = strtol(name + length, &end, 10);

		if (end == name + length || number < 0 || number > INT16_MAX)
			continue;
		call.numbers[width] = (int)number;
		vec_push(session->arena, &calls->items, call);
	}
	return true;
}

/* One for each name. */
static void join_same(struct system_calls *calls)
{
	size_t count = 0;

	qsort(calls->items.items, calls->items.count, sizeof(*calls->items.items), compare_calls);
	for (size_t i = 0; i < calls->items.count; i++) {
		const struct system_call *call = &calls->items.items[i];
		struct system_call *last = count ? &calls->items.items[count - 1] : NULL;

		if (!last || strcmp(last->name, call->name)) {
			calls->items.items[count++] = *call;
			continue;
		}
		for (int width = NATIVE; width <= COMPAT; width++)
			if (call->numbers[width] >= 0)
				last->numbers[width] = call->numbers[width];
	}
	calls->items.count = count;
}

const struct system_calls *system_calls(struct session *session)
{
	struct system_calls *calls;

	if (session->system_calls || !session->target.build_directory)
		return session->system_calls;
	calls = arena_new_object(session->arena, struct system_calls);
	if (!read_numbers(session, calls, NATIVE, "unistd_64.h"))
		return NULL;
	if (session_kernel_config(session, "CONFIG_IA32_EMULATION"))
		read_numbers(session, calls, COMPAT, "unistd_32.h");
	join_same(calls);
	session->system_calls = calls;
	return calls;
}

bool system_calls_write(struct session *session, const char *path)
{
	static const char *const widths[] = { [NATIVE] = "false", [COMPAT] = "true" };
	const struct system_calls *calls = system_calls(session);
	FILE *stream = fopen(path, "we");

	if (!stream)
		return false;
	fputs("/* Made by stap from the kernel's headers: is_compat, number, name. */\n", stream);
	for (size_t i = 0; calls && i < calls->items.count; i++) {
		const struct system_call *call = &calls->items.items[i];

		for (int width = NATIVE; width <= COMPAT; width++)
			if (call->numbers[width] >= 0)
				fprintf(stream, "STAP_CALL(%s, %d, \"%s\")\n", widths[width],
					call->numbers[width], call->name);
	}
	return !fclose(stream);
}
