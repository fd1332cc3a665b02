/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tapset functions ask about tasks, their memory, files and names. Part of stap.h.
 *
 * A @task is the address of a task_struct as scripts have it: 0, or what is none, is an error of
 * the handler, or where a comment says so gives 0 or "". Handler context or sleeper.
 */
#ifndef STAP_TASK_INFO_H
#define STAP_TASK_INFO_H

/* task_info.c */
enum stap_task_number {
	STAP_TASK_TGID,
	STAP_TASK_PID,
	STAP_TASK_STATE,
	STAP_TASK_PRIO,
	STAP_TASK_NICE,
	STAP_TASK_CPU,
	STAP_TASK_PARENT, /* address */
	STAP_TASK_UID,
	STAP_TASK_EUID,
	STAP_TASK_GID,
	STAP_TASK_EGID,
	STAP_TASK_UTIME, /* ns */
	STAP_TASK_STIME,
	STAP_TASK_START, /* ns since the system started */
	STAP_TASK_PGRP,
	STAP_TASK_SESSION,
};
int64_t stap_task_number(struct stap_context *c, uint64_t task, enum stap_task_number which);
void stap_task_name(struct stap_context *c, uint64_t task, char *text, size_t size);
/* The address of the task with that id, 0: there is none. */
uint64_t stap_task_of_pid(int64_t pid);
/* A resource limit by number (RLIMIT_NOFILE: 7), the soft one; -1: there is no such number. */
int64_t stap_task_limit(struct stap_context *c, uint64_t task, int64_t resource);
int64_t stap_limit_number(const char *name); /* of "NOFILE" or "RLIMIT_NOFILE"; -1: none */
/* The ids that the task has in its own namespaces, or the current task with @task 0. */
enum stap_namespace_id {
	STAP_NS_PID,
	STAP_NS_TID,
	STAP_NS_PPID,
	STAP_NS_PGRP,
	STAP_NS_SID,
	STAP_NS_UID,
	STAP_NS_EUID,
	STAP_NS_GID,
	STAP_NS_EGID,
};
int64_t stap_namespace_id(struct stap_context *c, uint64_t task, enum stap_namespace_id which);

/* task_files.c */
int64_t stap_task_open_files(struct stap_context *c, uint64_t task);
int64_t stap_task_most_files(struct stap_context *c, uint64_t task);
uint64_t stap_task_file(struct stap_context *c, uint64_t task, int64_t descriptor); /* 0: none */
uint64_t stap_task_directory(struct stap_context *c, uint64_t task); /* of its struct path */
uint64_t stap_current_program(void);				     /* struct file; 0: none */

/* task_memory.c: pages of memory of the process with that id; -1: it has none. */
enum stap_memory_part {
	STAP_MEMORY_SIZE,
	STAP_MEMORY_RSS,
	STAP_MEMORY_SHARED,
	STAP_MEMORY_TEXT,
	STAP_MEMORY_DATA
};
int64_t stap_process_memory(int64_t pid, enum stap_memory_part part);
/* The argument @number of the current process, from 0. False: there is none, or it cannot be read.
 */
bool stap_command_argument(struct stap_context *c, int64_t number, char *text, size_t size);
/* The value of an environment variable of the current process, as it was started with; else "". */
void stap_environment(struct stap_context *c, const char *name, char *text, size_t size);

/* paths.c: "" where an address is none. */
void stap_dentry_name(uint64_t dentry, char *text, size_t size);
/* Below the root of its file system: "usr/bin/ls". */
void stap_dentry_path(uint64_t dentry, char *text, size_t size);
/* "/usr/bin/ls", "pipe:[123]", "/tmp/x (deleted)" of a dentry and a vfsmount. */
void stap_full_path(uint64_t dentry, uint64_t mount, char *text, size_t size);
void stap_path_text(uint64_t path, char *text, size_t size); /* of a struct path */
void stap_file_path(uint64_t file, char *text, size_t size); /* of a struct file */
uint64_t stap_inode_dentry(uint64_t inode);		     /* one of its names; 0: it has none */
uint64_t stap_mount_of(uint64_t vfsmount);		     /* the struct mount around it */

/*
 * cgroups.c: the path in the default hierarchy, or in that of the controller of this name:
 * "/system.slice/x"; "" when there is none.
 */
void stap_task_cgroup(struct stap_context *c, uint64_t task, const char *controller, char *text,
		      size_t size);

#endif
