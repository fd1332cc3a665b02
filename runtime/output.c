// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a handler says: its print buffer, messages, and the kernel's own trace buffer. Handler
 * context or sleeper.
 */
#include <linux/kernel.h>

#include "format.h"
#include "protocol.h"
#include "runtime.h"

void stap_output_flush(struct stap_context *c)
{
	char *start = stap_cpu_of(c)->print;

	if (c->out.at != start)
		stap_transport_write(STAP_RECORD_OUTPUT, start, c->out.at - start, c->can_sleep);
	c->out.at = start;
}

void stap_warn(struct stap_context *c, const char *message)
{
	stap_transport_write(STAP_RECORD_WARNING, message, stap_string_length(message),
			     c->can_sleep);
}

void stap_log(struct stap_context *c, const char *message)
{
	stap_transport_write(STAP_RECORD_LOG, message, stap_string_length(message), c->can_sleep);
}

/* What was printed before is shown before, though the handler's output is in two parts then. */
void stap_system(struct stap_context *c, const char *command)
{
	size_t size = stap_string_length(command);

	if (size > STAP_SYSTEM_MOST) {
		stap_raise_format(c, NULL,
				  "the command for system() has %lld bytes, and may have %d",
				  (int64_t)size, STAP_SYSTEM_MOST);
		return;
	}
	stap_output_flush(c);
	if (size)
		stap_transport_write(STAP_RECORD_SYSTEM, command, size, c->can_sleep);
}

void stap_switch_file(struct stap_context *c)
{
	stap_output_flush(c);
	stap_transport_write(STAP_RECORD_SWITCH, "", 1, c->can_sleep);
}

/* __trace_puts and not trace_printk, which makes the kernel warn of a debugging module. */
void stap_ftrace(struct stap_context *c, const char *message)
{
	__trace_puts(_THIS_IP_, message, stap_string_length(message));
}
