// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's file in /proc: protocol.h says what goes through it. All in task context.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "protocol.h"
#include "runtime.h"
#include "transport.h"

static atomic_t is_open;
static DEFINE_MUTEX(command_lock);
static DEFINE_MUTEX(read_lock);
static char *buffer; /* of the reader, STAP_READ_SIZE bytes */
static bool exit_told, end_told;

/* ---------------------------------------------------------------- reading */

static size_t put_frame(char *at, enum stap_frame_kind kind, const void *data, size_t size)
{
	struct stap_frame *frame = (struct stap_frame *)at;

	frame->kind = kind;
	frame->size = size;
	memcpy(frame->data, data, size);
	return sizeof(*frame) + size;
}

static size_t put_end(char *at)
{
	const struct stap_end end = {
		.status = stap_session.exit_status,
		.failed = stap_session.failed,
		.errors = atomic_read(&stap_session.errors),
		.skipped = atomic_read(&stap_session.skipped),
		.nested = atomic_long_read(&stap_session.nested),
		.lost = stap_transport_lost(),
	};

	return put_frame(at, STAP_FRAME_END, &end, sizeof(end));
}

/* Fills the buffer. Returns the bytes, 0 at the end of all, -EINTR. */
static ssize_t next_frames(void)
{
	size_t filled = 0;
	int error = 0;

	if (!stap_session_is_over())
		error = stap_transport_pause();
	while (!error) {
		bool over = stap_session_is_over();

		if (!exit_told && !over && READ_ONCE(stap_session.exit_asked)) {
			exit_told = true;
			filled = put_frame(buffer, STAP_FRAME_EXIT, NULL, 0);
		}
		filled += stap_transport_collect(buffer + filled, STAP_READ_SIZE - filled, over);
		if (filled)
			return filled;
		if (over) {
			if (end_told)
				return 0;
			end_told = true;
			return put_end(buffer);
		}
		error = stap_transport_wait();
	}
	return error;
}

static ssize_t read_frames(char __user *to, size_t size)
{
	ssize_t filled;

	if (size < STAP_READ_SIZE || !stap_session_is_set_up())
		return -EINVAL;
	if (mutex_lock_interruptible(&read_lock))
		return -EINTR;
	filled = next_frames();
	if (filled > 0 && copy_to_user(to, buffer, filled))
		filled = -EFAULT;
	mutex_unlock(&read_lock);
	return filled;
}

static ssize_t read_description(char __user *to, size_t size, loff_t *at)
{
	char text[256];
	int length = scnprintf(text, sizeof(text), "open %d\n", atomic_read(&is_open));

	length += stap_session_describe(text + length, sizeof(text) - length);
	return simple_read_from_buffer(to, size, at, text, length);
}

static ssize_t control_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	if (file->f_mode & FMODE_WRITE)
		return read_frames(to, size);
	return read_description(to, size, at);
}

/* ---------------------------------------------------------------- commands */

/* Scripts that use nothing of user space by name are linked without feeding.c. */
__weak int stap_feed_file(const void *content, size_t size)
{
	return -EOPNOTSUPP;
}

__weak int stap_feed_data(const void *content, size_t size)
{
	return -EOPNOTSUPP;
}

__weak int stap_feed_unavailable(const void *content, size_t size)
{
	return -EOPNOTSUPP;
}

/* Scripts without probes of the standard input are linked without stdin.c. */
__weak ssize_t stap_input_take(const char *text, size_t size)
{
	return -EOPNOTSUPP;
}

/* @text is the command's content, @size bytes, and a NUL after them. */
static int run_command(u32 kind, char *text, size_t size)
{
	const struct stap_setup *setup = (const struct stap_setup *)text;

	switch (kind) {
	case STAP_COMMAND_SETUP:
		if (size <= sizeof(*setup))
			return -EINVAL;
		return stap_session_setup(setup, size);
	case STAP_COMMAND_PARAMETER:
		return stap_session_set_parameter(text);
	case STAP_COMMAND_SYMBOLS:
		return stap_session_set_symbols((const struct stap_symbols *)text, size);
	case STAP_COMMAND_FILE:
		return stap_feed_file(text, size);
	case STAP_COMMAND_DATA:
		return stap_feed_data(text, size);
	case STAP_COMMAND_UNAVAILABLE:
		return stap_feed_unavailable(text, size);
	case STAP_COMMAND_START:
		return stap_session_start();
	case STAP_COMMAND_STOP:
		return stap_session_end();
	}
	return -EINVAL;
}

static ssize_t control_write(struct file *file, const char __user *from, size_t size, loff_t *at)
{
	struct stap_command *command;
	ssize_t taken;
	int error = 0;

	if (size < sizeof(*command) || size > STAP_COMMAND_MOST)
		return -EINVAL;
	command = memdup_user_nul(from, size);
	if (IS_ERR(command))
		return PTR_ERR(command);
	if (command->protocol != STAP_PROTOCOL) {
		error = -EPROTO;
	} else if (command->kind == STAP_COMMAND_HURRY) {
		stap_transport_hurry();
	} else if (command->kind == STAP_COMMAND_INPUT) {
		/* It waits for the reader, and STOP ends that. */
		taken = stap_input_take((char *)(command + 1), size - sizeof(*command));
		if (taken < 0)
			error = taken;
		else
			size = sizeof(*command) + taken;
	} else {
		error = mutex_lock_killable(&command_lock);
		if (!error) {
			error = run_command(command->kind, (char *)(command + 1),
					    size - sizeof(*command));
			mutex_unlock(&command_lock);
		}
	}
	kfree(command);
	return error ? error : size;
}

/* ---------------------------------------------------------------- opening and closing */

static int open_session(struct inode *inode, struct file *file)
{
	if (!(file->f_mode & FMODE_READ))
		return -EINVAL;
	if (atomic_cmpxchg(&is_open, 0, 1))
		return -EBUSY;
	if (READ_ONCE(stap_session.exit_asked)) { /* it was open before */
		atomic_set(&is_open, 0);
		return -EBUSY;
	}
	if (!try_module_get(THIS_MODULE)) {
		atomic_set(&is_open, 0);
		return -ENODEV;
	}
	buffer = kvmalloc(STAP_READ_SIZE, GFP_KERNEL);
	if (!buffer) {
		atomic_set(&is_open, 0);
		module_put(THIS_MODULE);
		return -ENOMEM;
	}
	return stream_open(inode, file); /* or read() and write() would wait for each other */
}

static int control_open(struct inode *inode, struct file *file)
{
	return file->f_mode & FMODE_WRITE ? open_session(inode, file) : 0;
}

/*
 * The module may be removed as soon as its reference is dropped; its exit waits for the return from
 * here. A session that ended as it should is removed by staprun, which is still there.
 */
static int control_release(struct inode *inode, struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE))
		return 0;
	kvfree(buffer);
	if (!stap_session_is_over() || (current->flags & PF_EXITING))
		stap_session_abandon();
	atomic_set(&is_open, 0);
	module_put(THIS_MODULE);
	return 0;
}

static const struct proc_ops control_operations = {
	.proc_open = control_open,
	.proc_read = control_read,
	.proc_write = control_write,
	.proc_release = control_release,
};

static void file_name(char *name, size_t size)
{
	snprintf(name, size, STAP_PROC_PREFIX "%s", THIS_MODULE->name);
}

int stap_control_create(void)
{
	char name[sizeof(STAP_PROC_PREFIX) + MODULE_NAME_LEN];

	file_name(name, sizeof(name));
	return proc_create(name, 0600, NULL, &control_operations) ? 0 : -ENOMEM;
}

void stap_control_destroy(void)
{
	char name[sizeof(STAP_PROC_PREFIX) + MODULE_NAME_LEN];

	file_name(name, sizeof(name));
	remove_proc_entry(name, NULL);
}
