// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of files: see task_info.h. The kernel's own d_path() takes locks that the probed code may
 * hold; here dentries are walked without any, and a name that changes meanwhile may come out mixed.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mount.h>
#include <linux/ns_common.h>
#include <linux/path.h>
#include <linux/proc_ns.h>
#include <linux/sched.h>

#include "tapset/member.h"

#define MOST_NAMES 256 /* components of a path, with mount points */

/*
 * The kernel's struct mount, which no header has: a hash node, the mount it is on, the dentry it is
 * on, and the struct vfsmount that others see.
 */
struct mount_head {
	struct hlist_node hash;
	struct mount_head *parent;
	struct dentry *mountpoint;
	struct vfsmount mount;
};

/* Text that is written from its end to its start, in @size bytes. */
struct backwards {
	char *start, *at;
};

static bool put(struct backwards *text, const char *from, size_t length)
{
	if (text->at - text->start < (long)length)
		return false;
	if (copy_from_kernel_nofault(text->at - length, from, length))
		return false;
	text->at -= length;
	return true;
}

static struct backwards begin(char *text, size_t size)
{
	text[size - 1] = 0;
	return (struct backwards){ text, text + size - 1 };
}

static void end(struct backwards *text)
{
	memmove(text->start, text->at, strlen(text->at) + 1);
}

static bool put_name(struct backwards *text, u64 dentry)
{
	struct qstr name;

	return STAP_READ_MEMBER(&name, struct dentry, dentry, d_name) && name.len <= NAME_MAX &&
	       put(text, name.name, name.len);
}

void stap_dentry_name(uint64_t dentry, char *text, size_t size)
{
	struct backwards out = begin(text, size);

	if (dentry)
		put_name(&out, dentry);
	end(&out);
}

static u64 parent_of(u64 dentry)
{
	u64 parent;

	return STAP_READ_MEMBER(&parent, struct dentry, dentry, d_parent) ? parent : 0;
}

void stap_dentry_path(uint64_t dentry, char *text, size_t size)
{
	struct backwards out = begin(text, size);
	u64 parent;
	u32 i;

	for (i = 0; dentry && i < MOST_NAMES; i++, dentry = parent) {
		parent = parent_of(dentry);
		if (!parent || parent == dentry)
			break;
		if (i && !put(&out, "/", 1))
			break;
		if (!put_name(&out, dentry))
			break;
	}
	end(&out);
}

/* Of a namespace: "mnt". */
static bool put_namespace(struct backwards *out, u64 inode)
{
	u64 namespace, operations, name;
	char kind[16];

	return STAP_READ_MEMBER(&namespace, struct inode, inode, i_private) &&
	       STAP_READ_MEMBER(&operations, struct ns_common, namespace, ops) &&
	       STAP_READ_MEMBER(&name, struct proc_ns_operations, operations, name) &&
	       stap_read_kernel_string(kind, name, sizeof(kind)) && put(out, kind, strlen(kind));
}

/* Names of what is in no directory, as the kernel makes them: "pipe:[123]". False: it has others.
 */
static bool put_own_name(struct backwards *out, u64 dentry)
{
	u64 operations, inode, super, type, name;
	unsigned long number = 0;
	char kind[16] = "", number_text[24];
	int length;

	if (!STAP_READ_MEMBER(&operations, struct dentry, dentry, d_op) || !operations ||
	    !STAP_READ_MEMBER(&name, struct dentry_operations, operations, d_dname) || !name ||
	    !STAP_READ_MEMBER(&inode, struct dentry, dentry, d_inode) || !inode ||
	    !STAP_READ_MEMBER(&number, struct inode, inode, i_ino) ||
	    !STAP_READ_MEMBER(&super, struct inode, inode, i_sb) ||
	    !STAP_READ_MEMBER(&type, struct super_block, super, s_type) ||
	    !STAP_READ_MEMBER(&name, struct file_system_type, type, name) ||
	    !stap_read_kernel_string(kind, name, sizeof(kind)))
		return false;
	if (!strcmp(kind, "anon_inodefs"))
		return put_name(out, dentry) && put(out, "anon_inode:", 11);
	if (!strcmp(kind, "tmpfs") || !strcmp(kind, "hugetlbfs"))
		return put(out, " (deleted)", 10) && put_name(out, dentry) && put(out, "/", 1);
	length = scnprintf(number_text, sizeof(number_text), ":[%lu]", number);
	if (!strcmp(kind, "pipefs"))
		return put(out, number_text, length) && put(out, "pipe", 4);
	if (!strcmp(kind, "sockfs"))
		return put(out, number_text, length) && put(out, "socket", 6);
	if (!strcmp(kind, "nsfs"))
		return put(out, number_text, length) && put_namespace(out, inode);
	return false;
}

static bool is_deleted(u64 dentry)
{
	struct hlist_bl_node hash;

	return STAP_READ_MEMBER(&hash, struct dentry, dentry, d_hash) && !hash.pprev &&
	       parent_of(dentry) != dentry;
}

static bool is_own_root(u64 dentry, u64 mount)
{
	const struct fs_struct *fs = current->fs;

	return fs && (u64)fs->root.dentry == dentry && (u64)fs->root.mnt == mount;
}

/* Goes on to where @mount is mounted. False at the first of all. */
static bool leave_mount(u64 *dentry, u64 *mount)
{
	u64 whole = stap_mount_of(*mount), parent, mountpoint;

	if (!STAP_READ_MEMBER(&parent, struct mount_head, whole, parent) || !parent ||
	    parent == whole || !STAP_READ_MEMBER(&mountpoint, struct mount_head, whole, mountpoint))
		return false;
	*dentry = mountpoint;
	*mount = parent + offsetof(struct mount_head, mount);
	return true;
}

void stap_full_path(uint64_t dentry, uint64_t mount, char *text, size_t size)
{
	struct backwards out = begin(text, size);
	u64 root, parent;
	u32 i;

	if (!dentry || put_own_name(&out, dentry))
		return end(&out);
	if (is_deleted(dentry))
		put(&out, " (deleted)", 10);
	for (i = 0; i < MOST_NAMES && !is_own_root(dentry, mount); i++) {
		if (mount && STAP_READ_MEMBER(&root, struct vfsmount, mount, mnt_root) &&
		    root == dentry) {
			if (!leave_mount(&dentry, &mount))
				break;
			continue;
		}
		parent = parent_of(dentry);
		if (!parent || parent == dentry || !put_name(&out, dentry) || !put(&out, "/", 1))
			break;
		dentry = parent;
	}
	if (!*out.at || *out.at == ' ')
		put(&out, "/", 1);
	end(&out);
}

void stap_path_text(uint64_t path, char *text, size_t size)
{
	struct path read;

	*text = 0;
	if (path && !copy_from_kernel_nofault(&read, (void *)(unsigned long)path, sizeof(read)))
		stap_full_path((u64)read.dentry, (u64)read.mnt, text, size);
}

void stap_file_path(uint64_t file, char *text, size_t size)
{
	*text = 0;
	if (file)
		stap_path_text(file + offsetof(struct file, f_path), text, size);
}

uint64_t stap_inode_dentry(uint64_t inode)
{
	struct hlist_head names;

	if (!inode || !STAP_READ_MEMBER(&names, struct inode, inode, i_dentry) || !names.first)
		return 0;
	return (u64)names.first - offsetof(struct dentry, d_u.d_alias);
}

uint64_t stap_mount_of(uint64_t vfsmount)
{
	return vfsmount - offsetof(struct mount_head, mount);
}
