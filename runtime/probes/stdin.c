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

/* Returns 0, or -errno when no other handler is to run. */
static int run_handlers(bool of_lines, char *text)
{
	const struct stap_stdin_probe *probes = table->probes;
	u32 i;

	for (i = 0; i < table->count; i++) {
		int error;

		if (probes[i].is_line != of_lines)
			continue;
		error = stap_run_for_caller(probes[i].probe, text);
		if (error && error != -EIO && error != -EBUSY)
			return error;
	}
	cond_resched();
	return 0;
}

static int end_line(void)
{
	line[line_length] = 0;
	line_length = 0;
	return run_handlers(true, line);
}

static int take_byte(char byte)
{
	char text[2] = { byte };
	int error;

	if (!byte) /* no string can have it */
		return 0;
	if (line_length < stap_script.limits.max_string - 1)
		line[line_length++] = byte;
	error = run_handlers(false, text);
	return error || byte != '\n' ? error : end_line();
}

/* Only between bytes, where a signal may end the call: all handlers of one run. */
static int wait_for_room(void)
{
	return is_armed ? stap_transport_wait_for_room() : -ENODEV;
}

ssize_t stap_input_take(const char *text, size_t size)
{
	int error = size > STAP_INPUT_MOST ? -EINVAL : mutex_lock_killable(&input_lock);
	size_t taken = 0;

	if (error)
		return error;
	if (!size)
		error = wait_for_room();
	if (!size && !error && line_length)
		error = end_line();
	while (!error && taken < size) {
		error = wait_for_room();
		if (!error)
			error = take_byte(text[taken++]);
	}
	mutex_unlock(&input_lock);
	return error && (error != -EINTR || !taken) ? error : (ssize_t)taken;
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
