// SPDX-License-Identifier: GPL-2.0-only
/*
 * stdin.char and stdin.line: staprun writes its standard input to the control file, and the
 * handlers of each byte, and of each line that is whole, run in that call. So a fast writer is held
 * up, and neither a byte nor what is printed for it is lost.
 */
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "protocol.h"
#include "runtime.h"
#include "transport.h"

static const struct stap_family_table *table;
static DEFINE_MUTEX(input_lock); /* what follows */
static bool is_armed;
static char *line;	/* begun, limits.max_string bytes */
static u32 line_length; /* without the NUL; what did not fit is left out */

/* Returns false when no handler is to run any more, or the caller was killed. */
static bool run_handlers(bool of_lines, char *text)
{
	const struct stap_stdin_probe *probes = table->probes;
	u32 i;

	for (i = 0; i < table->count; i++) {
		int error;

		if (probes[i].is_line != of_lines)
			continue;
		error = stap_run_for_caller(probes[i].probe, text);
		if (error && error != -EIO && error != -EBUSY)
			return false;
		stap_transport_wait_for_room();
	}
	cond_resched();
	return true;
}

static bool end_line(void)
{
	line[line_length] = 0;
	line_length = 0;
	return run_handlers(true, line);
}

static bool take_byte(char byte)
{
	char text[2] = { byte };

	if (!byte) /* no string can have it */
		return true;
	if (line_length < stap_script.limits.max_string - 1)
		line[line_length++] = byte;
	return run_handlers(false, text) && (byte != '\n' || end_line());
}

int stap_input_take(const char *text, size_t size)
{
	int error = mutex_lock_killable(&input_lock);
	bool goes_on = is_armed;
	size_t i;

	if (error)
		return error;
	if (size > STAP_INPUT_MOST) {
		error = -EINVAL;
	} else {
		if (goes_on && !size && line_length)
			goes_on = end_line();
		for (i = 0; goes_on && i < size; i++)
			goes_on = take_byte(text[i]);
		error = goes_on ? 0 : -ENODEV;
	}
	mutex_unlock(&input_lock);
	return error;
}

/* ---------------------------------------------------------------- the family */

static int stdin_prepare(const struct stap_family_table *of_script)
{
	table = of_script;
	line_length = 0;
	line = kvmalloc(stap_script.limits.max_string, GFP_KERNEL);
	return line ? 0 : -ENOMEM;
}

static int stdin_arm(void)
{
	mutex_lock(&input_lock);
	is_armed = true;
	mutex_unlock(&input_lock);
	return 0;
}

/* The session does not run any more: a call that is under way runs no other handler. */
static void stdin_disarm(void)
{
	stap_transport_wake();
	mutex_lock(&input_lock);
	is_armed = false;
	mutex_unlock(&input_lock);
}

static void stdin_release(void)
{
	kvfree(line);
	line = NULL;
}

const struct stap_family stap_stdin_family = {
	.name = "stdin",
	.prepare = stdin_prepare,
	.arm = stdin_arm,
	.disarm = stdin_disarm,
	.release = stdin_release,
};
