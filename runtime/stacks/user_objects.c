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

#include "stacks/user_objects.h"

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

int stap_user_file_refused(const struct stap_user_file *file)
{
	stap_start_error("%s is another build of this file than the one that the script was "
			 "translated for (build-id %s): translate it again",
			 file->path, file->object->build_id);
	return -EBADF;
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

/* A file that is known already, by the script or since it was met, gets @data if it has none. */
static int give_data(struct stap_user_file *known, const struct stap_object_data *data)
{
	if (known->data || !data)
		return -EEXIST;
	known->owns_data = true;
	smp_store_release(&known->data, data);
	return 0;
}

/*
 * Takes hold of the file at @place, which is shown as @name, and makes it known by its inode. When
 * it is known already, *@known is what it is known as. Returns 0 or -errno.
 */
static int take_file(struct stap_user_file *file, const char *place, const char *name,
		     struct stap_user_file **known)
{
	struct path path;
	int error = kern_path(place, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	if (!d_is_reg(path.dentry)) {
		error = -EINVAL;
	} else if (file->object && is_other_build(&path, file->object)) {
		file->is_other_build = true;
		error = -EBADF;
	} else {
		*known = stap_object_by_inode(d_real_inode(path.dentry));
		error = *known && !file->object ? -EEXIST : 0;
	}
	if (error) {
		path_put(&path);
		return error;
	}
	file->held = path;
	file->path = name;
	file->path_length = strlen(name);
	file->inode = d_real_inode(path.dentry);
	hlist_add_head_rcu(&file->by_inode, bucket_of(file->inode));
	return 0;
}

/* A file of the script. What staprun brought of it before serves when the script has no data. */
static void take_object(struct stap_user_file *file, const struct stap_object *object)
{
	struct stap_user_file *known = NULL;

	file->object = object;
	file->path = object->path;
	file->build_id = object->build_id;
	file->data = object->data;
	if (!take_file(file, file->path, file->path, &known) && known && !file->data)
		file->data = known->data;
}

int stap_objects_create(void)
{
	u32 i;

	files = kvcalloc(stap_script.object_count + 1, sizeof(*files), GFP_KERNEL);
	if (!files)
		return -ENOMEM;
	for (i = 0; i < stap_script.object_count; i++)
		take_object(&files[i], &stap_objects[i]);
	return 0;
}

/* ---------------------------------------------------------------- files that staprun brings */

static void free_added(struct stap_user_file *file)
{
	if (file->inode)
		path_put(&file->held);
	if (file->owns_data)
		kvfree(file->data);
	kfree(file->build_id);
	kfree(file->path);
	kfree(file);
}

/* Of a file that is held: its build-id to kfree(), NULL when it has none. */
static const char *copy_build_id(const struct stap_user_file *held)
{
	char build_id[2 * 64 + 1];
	struct file *file = dentry_open(&held->held, O_RDONLY | O_LARGEFILE, current_cred());

	if (IS_ERR(file))
		return NULL;
	stap_build_id_of_file(file, build_id, sizeof(build_id));
	fput(file);
	return *build_id ? kstrdup(build_id, GFP_KERNEL) : NULL;
}

/* Returns 0 with @file in use, 1 when a known file took its data, or -errno. */
static int add_file(struct stap_user_file *file, const char *place, const char *path)
{
	const char *name = kstrdup(path, GFP_KERNEL);
	struct stap_user_file *known = NULL;
	int error;

	if (!name)
		return -ENOMEM;
	error = added < MOST_ADDED ? take_file(file, place, name, &known) : -ENOSPC;
	if (error) {
		kfree(name);
		return known && !give_data(known, file->data) ? 1 : error;
	}
	added++;
	file->build_id = copy_build_id(file);
	return 0;
}

static int add_vdso(struct stap_user_file *file)
{
	if (vdso)
		return -EEXIST;
	smp_store_release(&vdso, file);
	return 0;
}

int stap_objects_add(const char *place, const char *path, const struct stap_object_data *data)
{
	struct stap_user_file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	int error;

	if (!file) {
		kvfree(data);
		return -ENOMEM;
	}
	file->data = data;
	file->owns_data = true;
	error = place ? add_file(file, place, path) : add_vdso(file);
	if (!error)
		return 0;
	file->owns_data = error < 0;
	free_added(file);
	return error < 0 ? error : 0;
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
			if (!file->object) {
				free_added(file);
				continue;
			}
			path_put(&file->held);
			if (file->owns_data)
				kvfree(file->data);
		}
	}
	if (vdso)
		free_added(vdso);
	kvfree(files);
	vdso = NULL;
	files = NULL;
	added = 0;
}
