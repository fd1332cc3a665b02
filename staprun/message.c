// SPDX-License-Identifier: GPL-2.0-only
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

int message_verbosity;
int message_no_warnings;

/* One write per line: other programs may write to the same terminal. */
static void say(const char *before, const char *format, va_list arguments)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, arguments);
	dprintf(2, "%s%s\n", before, text);
}

_Bool error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("ERROR: ", format, arguments);
	va_end(arguments);
	return 0;
}

void warning(const char *format, ...)
{
	va_list arguments;

	if (message_no_warnings)
		return;
	va_start(arguments, format);
	say("WARNING: ", format, arguments);
	va_end(arguments);
}

void verbose(const char *format, ...)
{
	va_list arguments;

	if (!message_verbosity)
		return;
	va_start(arguments, format);
	say("staprun: ", format, arguments);
	va_end(arguments);
}
