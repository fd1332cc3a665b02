// SPDX-License-Identifier: GPL-2.0-only
#include "probes/family.h"

void write_string(FILE *stream, const char *text)
{
	if (!text) {
		fputs("NULL", stream);
		return;
	}
	fputc('"', stream);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', stream);
		if ((unsigned char)*text < ' ')
			fprintf(stream, "\\%03o", (unsigned char)*text);
		else
			fputc(*text, stream);
	}
	fputc('"', stream);
}
