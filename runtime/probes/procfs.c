// SPDX-License-Identifier: GPL-2.0-only
/*
 * procfs probes: files in /proc/systemtap/MODULE. A reader gets what the handler put into $value
 * when its file was read at offset 0, and the same text until it is read there again; a write() is
 * one run of the handler with what was written.
 *
 * /proc/systemtap belongs to all sessions together: it is made by the first that has files and
 * removed by the last. There is no lock of modules for that; rtnl_lock() is one that all can take.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "runtime.h"

#define ROOT_NAME "systemtap"
#define ROOT_PATH "/proc/" ROOT_NAME

#ifndef HAVE_PDE_DATA
#define pde_data PDE_DATA
#endif

/* A file opened for reading. */
struct reader {
	struct mutex lock; /* what follows */
	bool is_filled;
	size_t size; /* of the text */
	char text[];
};

static const struct stap_family_table *table;
static struct proc_dir_entry *directory;

/* ---------------------------------------------------------------- files */

static int procfs_open(struct inode *inode, struct file *file)
{
	const struct stap_procfs_file *entry = pde_data(inode);
	struct reader *reader = NULL;

	if (((file->f_mode & FMODE_READ) && !entry->read) ||
	    ((file->f_mode & FMODE_WRITE) && !entry->write))
		return -EACCES;
	if (file->f_mode & FMODE_READ) {
		reader = kvzalloc(sizeof(*reader) + entry->read_size, GFP_KERNEL_ACCOUNT);
		if (!reader)
			return -ENOMEM;
		mutex_init(&reader->lock);
	}
	file->private_data = reader;
	return 0;
}

static int procfs_close(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

static int fill(struct reader *reader, const struct stap_procfs_file *entry)
{
	int error;

	reader->text[0] = 0;
	error = stap_run_for_caller(entry->read, reader->text);
	reader->size = strnlen(reader->text, entry->read_size);
	reader->is_filled = !error;
	return error;
}

static ssize_t procfs_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	struct reader *reader = file->private_data;
	ssize_t result = mutex_lock_killable(&reader->lock);

	if (result)
		return result;
	if (*at == 0 || !reader->is_filled)
		result = fill(reader, pde_data(file_inode(file)));
	if (!result)
		result = simple_read_from_buffer(to, size, at, reader->text, reader->size);
	mutex_unlock(&reader->lock);
	return result;
}

/* Longer text comes in pieces: the writer is told how much was taken, and goes on with the rest. */
static ssize_t procfs_write(struct file *file, const char __user *from, size_t size, loff_t *at)
{
	const struct stap_procfs_file *entry = pde_data(file_inode(file));
	char *value;
	int error;

	size = min_t(size_t, size, stap_script.limits.max_string - 1);
	value = memdup_user_nul(from, size);
	if (IS_ERR(value))
		return PTR_ERR(value);
	error = stap_run_for_caller(entry->write, value);
	kfree(value);
	if (error)
		return error;
	*at += size;
	return size;
}

static const struct proc_ops procfs_operations = {
	.proc_open = procfs_open,
	.proc_read = procfs_read,
	.proc_write = procfs_write,
	.proc_lseek = default_llseek,
	.proc_release = procfs_close,
};

/* ---------------------------------------------------------------- /proc/systemtap */

/* Returns the number of sessions with files in /proc/systemtap, -1 without it. Under rtnl_lock. */
static int count_sessions(void)
{
	struct path path;
	struct kstat status;
	int error;

	if (kern_path(ROOT_PATH, LOOKUP_DIRECTORY, &path))
		return -1;
	error = vfs_getattr(&path, &status, STATX_NLINK, 0);
	path_put(&path);
	return error ? INT_MAX : (int)status.nlink - 2;
}

static struct proc_dir_entry *make_directory(void)
{
	char name[sizeof(ROOT_NAME) + 1 + MODULE_NAME_LEN];
	struct proc_dir_entry *made = NULL;

	snprintf(name, sizeof(name), ROOT_NAME "/%s", THIS_MODULE->name);
	rtnl_lock();
	if (count_sessions() >= 0 || proc_mkdir(ROOT_NAME, NULL))
		made = proc_mkdir(name, NULL);
	rtnl_unlock();
	return made;
}

/*
 * The kernel waits for calls into the files that are under way, and closes those that are open: a
 * reader that keeps one gets EIO from then on.
 */
static void remove_directory(void)
{
	proc_remove(directory);
	directory = NULL;
	rtnl_lock();
	if (count_sessions() == 0)
		remove_proc_entry(ROOT_NAME, NULL);
	rtnl_unlock();
}

/* ---------------------------------------------------------------- the family */

static int procfs_prepare(const struct stap_family_table *of_script)
{
	table = of_script;
	return 0;
}

static struct proc_dir_entry *make_entry(const struct stap_procfs_file *file)
{
	if (!file->read && !file->write)
		return proc_mkdir(file->path, directory);
	return proc_create_data(file->path, file->mode, directory, &procfs_operations,
				(void *)file);
}

static int procfs_arm(void)
{
	const struct stap_procfs_file *files = table->probes;
	u32 i = 0;

	directory = make_directory();
	while (directory && i < table->count && make_entry(&files[i]))
		i++;
	if (directory && i == table->count)
		return 0;
	stap_start_error("cannot make " ROOT_PATH "/%s/%s", THIS_MODULE->name, files[i].path);
	if (directory)
		remove_directory();
	return -ENOMEM;
}

static void procfs_disarm(void)
{
	remove_directory();
}

static void procfs_release(void)
{
}

const struct stap_family stap_procfs_family = {
	.name = "procfs",
	.prepare = procfs_prepare,
	.arm = procfs_arm,
	.disarm = procfs_disarm,
	.release = procfs_release,
};
