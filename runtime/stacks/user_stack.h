/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user-space stack of the current process, frame by frame, outwards:
 *
 *	if (stap_user_walk_begin(c, &walk)) {
 *		do
 *			walk.address …
 *		while (stap_user_walk_on(&walk));
 *		stap_user_walk_end(&walk);
 *	}
 *
 * The first address is where user mode is: at the place hit, or where it entered the kernel. The
 * others are return addresses, which lie behind a call and maybe behind the end of its function;
 * but after the frame of a signal handler comes the very place that was interrupted.
 * Handler context.
 */
#ifndef STAP_USER_STACK_H
#define STAP_USER_STACK_H

#include "stacks/unwind.h"
#include "stacks/user_objects.h"

#define STAP_WALK_MAPPINGS 4 /* remembered during one walk: the program, libraries */

struct return_instance;

struct stap_user_walk {
	u64 address;
	bool is_return;	  /* the address is behind a call */
	bool is_complete; /* once walk_on() was false: the outermost frame was reached */
	/* The rest is private. */
	struct stap_context *context;
	bool has_memory;
	struct stap_unwind frame;
	struct stap_mapping mappings[STAP_WALK_MAPPINGS];
	const struct stap_mapping *mapping; /* the last one that was asked for */
	u32 mapping_count, oldest;
	const struct return_instance *instance; /* the next one outwards */
	u32 instances_left;
};

/* For a walk, which is large: it is not set to 0 first, as kernels may have it done with all. */
#if __has_attribute(uninitialized)
#define STAP_UNSET __attribute__((uninitialized))
#else
#define STAP_UNSET
#endif

/* Goes to the first frame. False when there is none: a thread of the kernel, a task that exits. */
bool stap_user_walk_begin(struct stap_context *c, struct stap_user_walk *walk);

/* Goes to the next frame. False when there is none, or it cannot be found. */
bool stap_user_walk_on(struct stap_user_walk *walk);

/* Goes on by @most frames, or as far as it can; their addresses go to @addresses. Returns how many.
 */
u32 stap_user_walk_through(struct stap_user_walk *walk, u64 *addresses, u32 most);

void stap_user_walk_end(struct stap_user_walk *walk);

/* What is mapped at the code of the present frame; NULL: nothing. Valid until the walk goes on. */
const struct stap_mapping *stap_user_walk_mapping(struct stap_user_walk *walk);

#endif
