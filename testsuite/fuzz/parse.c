/* SPDX-License-Identifier: GPL-2.0-only */
/* libFuzzer's entry into the front end: see testsuite/fuzz/run. */
#include "round_trip.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	char *text = malloc(size + 1);
	struct arena *arena = arena_new();
	bool has_errors;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	memcpy(text, data, size);
	text[size] = '\0';
	if (!round_trip(text, size, nowhere, NULL, 0, &has_errors))
		abort();

	struct script_environment *e = round_trip_environment(arena, nowhere);
	struct source_file file = round_trip_file("library", text, size);

	parse_macro_file(e, &file);
	parse_points(e, &file);
	arena_free(arena);
	free(text);
	return 0;
}
