// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors of handlers: their text, `catch`, and what happens to one that nobody caught.
 */
#include <linux/kernel.h>

#include "runtime.h"

/* Handler context or sleeper. vsnprintf takes no lock; here no format with %p reaches it. */
void stap_raise_format(struct stap_context *c, const char *place, const char *format, ...)
{
	va_list arguments;

	if (c->error)
		return;
	va_start(arguments, format);
	vsnprintf(c->error_text, sizeof(c->error_text), format, arguments);
	va_end(arguments);
	stap_raise(c, c->error_text, place);
}

/* Handler context or sleeper. */
int64_t stap_value_unknown(struct stap_context *c, const char *name)
{
	stap_raise_format(c, NULL,
			  "%s is not known in this call: its caller did not keep what it passed",
			  name);
	return 0;
}

/* Writes "message place" into @text; returns its length, cut off to fit. */
static size_t error_message(const struct stap_context *c, char *text, size_t size)
{
	if (!c->error_place)
		return scnprintf(text, size, "%s", c->error);
	return scnprintf(text, size, "%s %s", c->error, c->error_place);
}

/* Handler context or sleeper. */
bool stap_catch(struct stap_context *c, char *text, size_t size)
{
	if (stap_is_abort(c->error))
		return false;
	if (text && size)
		error_message(c, text, size);
	c->error = NULL;
	c->error_place = NULL;
	return true;
}

/*
 * Reports an uncaught error and counts it. Past MAXERRORS the session fails; with
 * --suppress-handler-errors it never does, and the errors are warnings. Handler context or sleeper.
 */
void stap_handler_failed(struct stap_context *c)
{
	const struct stap_limits *limits = &stap_script.limits;
	bool suppressed = limits->suppress_handler_errors;
	char *text = stap_cpu_of(c)->message;
	size_t length;
	int errors;

	if (stap_is_abort(c->error)) {
		c->error = NULL;
		c->nesting = 0;
		return;
	}
	errors = atomic_inc_return(&stap_session.errors);
	length = error_message(c, text, sizeof(stap_cpu_of(c)->message));
	c->error = NULL;
	c->error_place = NULL;
	c->nesting = 0;
	stap_transport_write(suppressed ? STAP_RECORD_WARNING : STAP_RECORD_ERROR, text, length,
			     c->can_sleep);
	if (errors > limits->max_errors && !suppressed)
		stap_session_fail(NULL);
}
