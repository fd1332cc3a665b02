// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of user space that the module knows: found by their paths when the script starts, or
 * brought by staprun while it runs; looked up by inode.
 *
 * A file's path is held, and with it the inode, so that no other file can get its address.
 */
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "user_objects.h"

#define BUCKETS_LOG 8
#define MOST_ADDED  4096 /* files that staprun brings */

/* The script defines it only when it has any. */
extern const struct stap_object stap_objects[] __weak;

static struct stap_user_file *files; /* of the script, by number */
static struct hlist_head by_inode[1 << BUCKETS_LOG];
static struct stap_user_file *vdso;
static u32 added;

static struct hlist_head *bucket_of(const struct inode *inode)
{
	return &by_inode[hash_ptr(inode, BUCKETS_LOG)];
}

struct stap_user_file *stap_object_by_inode(const struct inode *inode)
{
	struct stap_user_file *file;

	hlist_for_each_entry_rcu_notrace(file, bucket_of(inode),
					 by_inode) if (file->inode == inode) return file;
	return NULL;
}

const struct stap_user_file *stap_object_vdso(void)
{
	return smp_load_acquire(&vdso);
}

const struct stap_user_file *stap_object_file(u32 object)
{
	return &files[object];
}

/* ---------------------------------------------------------------- finding files */

/* Whether the file at @path is of another build than @object was translated for. */
static bool is_other_build(const struct path *path, const struct stap_object *object)
{
	char build_id[2 * 64 + 1];
	struct file *file;

	if (!object->build_id)
		return false;
	file = dentry_open(path, O_RDONLY | O_LARGEFILE, current_cred());
	if (IS_ERR(file))
		return true;
	stap_build_id_of_file(file, build_id, sizeof(build_id));
	fput(file);
	return strcmp(build_id, object->build_id);
}

/* Takes hold of the file at @name, and makes it known by its inode. Returns 0 or -errno. */
static int take_file(struct stap_user_file *file, const char *name)
{
	struct path path;
	int error = kern_path(name, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	if (!d_is_reg(path.dentry)) {
		error = -EINVAL;
	} else if (file->object && is_other_build(&path, file->object)) {
		file->is_other_build = true;
		error = -EBADF;
	} else if (!file->object && stap_object_by_inode(d_real_inode(path.dentry))) {
		error = -EEXIST;
	}
	if (error) {
		path_put(&path);
		return error;
	}
	file->held = path;
	file->path = name;
	file->inode = d_real_inode(path.dentry);
	hlist_add_head_rcu(&file->by_inode, bucket_of(file->inode));
	return 0;
}

int stap_objects_create(void)
{
	u32 i;

	files = kvcalloc(stap_script.object_count + 1, sizeof(*files), GFP_KERNEL);
	if (!files)
		return -ENOMEM;
	for (i = 0; i < stap_script.object_count; i++) {
		files[i].object = &stap_objects[i];
		files[i].path = stap_objects[i].path;
		files[i].data = stap_objects[i].data;
		take_file(&files[i], files[i].path);
	}
	return 0;
}

/* ---------------------------------------------------------------- files that staprun brings */

static void free_added(struct stap_user_file *file)
{
	if (file->inode)
		path_put(&file->held);
	kvfree(file->data);
	kfree(file->path);
	kfree(file);
}

static int add_file(struct stap_user_file *file, const char *path)
{
	const char *name = kstrdup(path, GFP_KERNEL);
	int error;

	if (!name)
		return -ENOMEM;
	error = added < MOST_ADDED ? take_file(file, name) : -ENOSPC;
	if (error)
		kfree(name);
	else
		added++;
	return error;
}

int stap_objects_add(const char *path, const struct stap_object_data *data)
{
	struct stap_user_file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	int error;

	if (!file) {
		kvfree(data);
		return -ENOMEM;
	}
	file->data = data;
	if (path)
		error = add_file(file, path);
	else
		error = vdso ? -EEXIST : 0;
	if (error)
		free_added(file);
	else if (!path)
		smp_store_release(&vdso, file);
	return error;
}

/* Nothing of the script runs any more. */
void stap_objects_destroy(void)
{
	struct stap_user_file *file;
	struct hlist_node *next;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(by_inode); i++) {
		hlist_for_each_entry_safe(file, next, &by_inode[i], by_inode)
		{
			hlist_del(&file->by_inode);
			if (file->object)
				path_put(&file->held);
			else
				free_added(file);
		}
	}
	if (vdso)
		free_added(vdso);
	kvfree(files);
	vdso = NULL;
	files = NULL;
	added = 0;
}
