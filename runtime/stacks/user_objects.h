/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of user space in the runtime: those of the script (stap_objects) and those that staprun
 * brought later, and where they are mapped in the current process.
 *
 * Files are told by their inode, which is looked up, and held, when the script starts. Where an
 * address is mapped is asked of the kernel's own tree of mappings, which may be read under RCU in
 * any context; what may be freed meanwhile (struct vm_area_struct) is only read by
 * copy_from_kernel_nofault() and only compared, never followed further.
 */
#ifndef STAP_USER_OBJECTS_H
#define STAP_USER_OBJECTS_H

#include <linux/path.h>
#include <linux/types.h>

#include "runtime.h"
#include "object_data.h"

struct inode;
struct file;

#define STAP_RECENT_BIASES 8 /* of a file, each for some of the processes */

/* A file that is known at run time. */
struct stap_user_file {
	const struct stap_object *object;    /* of the script; NULL: staprun brought it */
	const char *path;		     /* NULL: the vDSO, which is no file */
	struct inode *inode;		     /* of the file itself, whatever lies over it; NULL: it
						is not there, or is_other_build */
	const struct stap_object_data *data; /* checked; NULL: none */
	u32 path_length;		     /* bytes */
	const char *build_id;		     /* in hexadecimal; NULL: it has none */
	bool is_other_build;		     /* than the script was translated for */
	/* The rest is private to user_objects.c and user_mapping.c. */
	bool owns_data;
	struct path held; /* keeps the inode, and its file system mounted */
	struct hlist_node by_inode;
	unsigned long recent[STAP_RECENT_BIASES]; /* addresses at which its code was seen mapped */
};

/* What is mapped at an address of the current process. */
struct stap_mapping {
	unsigned long start, end;	   /* user addresses */
	unsigned long bias;		   /* run-time address minus link-time address */
	const struct stap_user_file *file; /* NULL: an unknown file, or none */
	const struct inode *inode; /* to be compared only; NULL: no file (heap, [vdso] …) */
	u64 offset;		   /* of `start` in the file */
	bool is_vdso;
};

#define STAP_RECENT_MAPPINGS 16 /* of a CPU */

/* What was looked up on a CPU, for the moments in which nothing can be. */
struct stap_recent_mapping {
	const struct mm_struct *mm; /* to be compared only */
	struct stap_mapping mapping;
};

/*
 * What is mapped at user @address in the current process. False when nothing is, or when the task
 * has no user memory. Any context, NMI included. bias is only set when file is.
 *
 * While a thread of the process maps something, nothing can be looked up: the handler of @c waits
 * where it may (stap_wait_begin). Others, as the timer that interrupts just that, are told what the
 * CPU found last time; where @c is NULL, that nothing is mapped.
 */
bool stap_mapping_at(struct stap_context *c, unsigned long address, struct stap_mapping *mapping);

/* Keeps what the handler of @c, if it is not NULL, found to be mapped, for such moments. */
void stap_mapping_remember(struct stap_context *c, const struct stap_mapping *mapping);

/*
 * The bias (run-time address minus link-time address) of object number @object in the current
 * process. False where it is not mapped. Any context; @c as above.
 */
bool stap_object_bias(struct stap_context *c, u32 object, unsigned long *bias);

/* The file of object number @object. Task context or handler; never NULL. */
const struct stap_user_file *stap_object_file(u32 object);

/* Writes the message that @file, which has probes, is of another build. Returns -errno. */
int stap_user_file_refused(const struct stap_user_file *file);

/*
 * Before the families are prepared, and after they were released (task context, session.c). The
 * first writes messages and returns 0 or -errno.
 */
int stap_objects_create(void);
void stap_objects_destroy(void);

/*
 * Adds a file that staprun brought (task context, feeding.c, one at a time), or gives a known one
 * the data that it lacks. It is at @place, and shown as @path; NULL: it is the vDSO. @data (NULL:
 * none) was allocated by kvmalloc, is checked, and owned from here on, also on an error. Handlers
 * see it at once. Returns 0 or -errno; EEXIST when there is nothing to add.
 */
int stap_objects_add(const char *place, const char *path, const struct stap_object_data *data);

/* The file with this inode, which is only compared; NULL: unknown. Any context, under RCU. */
struct stap_user_file *stap_object_by_inode(const struct inode *inode);
/* The data of the vDSO that staprun brought; NULL: none yet. Any context. */
const struct stap_user_file *stap_object_vdso(void);

/*
 * Writes the build-id of an ELF file, in hexadecimal, or "" when it has none (task context).
 * @size > 0. (build_id.c)
 */
void stap_build_id_of_file(struct file *file, char *text, size_t size);

/*
 * Whether @data, @size bytes, is consistent enough to be used: tables lie within it. What its
 * tables say is checked where it is used. Any context.
 */
bool stap_object_data_check(const struct stap_object_data *data, size_t size);

/*
 * A frame of the current process is at user @address, in a file without data: staprun is asked for
 * it, once per file. Any context, NMI included.
 */
void stap_object_wanted(unsigned long address, const struct stap_mapping *mapping);

/* ---------------------------------------------------------------- which processes (targets.c) */

/*
 * Whether the probes are to run in the current process: with -c or -x that of the target and its
 * descendants, else any. Any context.
 */
bool stap_is_target(void);
/* Whether the program that the current process executes is object number @program. Any context. */
bool stap_runs_program(u32 program);

#endif
