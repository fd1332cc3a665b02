// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that the script did not know of: a handler that meets one has staprun asked for it, which
 * makes its data and writes it here in pieces (protocol.h). Each file is asked for once, unless
 * staprun says that it was not to be had, since the process had gone.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "protocol.h"
#include "transport.h"
#include "stacks/user_objects.h"

#define ASKED_LOG     12
#define TRIES	      16	     /* places of the table that are looked at */
#define DATA_MOST     (128u << 20)   /* bytes, of one file */
#define DATA_MOST_ALL (512ull << 20) /* of all */

/* ---------------------------------------------------------------- asking */

/* By hash of the inode: those that were asked for. They are compared, never followed. */
static unsigned long asked[1 << ASKED_LOG];

/* A place in `asked` that is @key's from now on; -1 when it had one, or there is no room. */
static int take_place(unsigned long key)
{
	u32 first = hash_long(key, ASKED_LOG), i;

	for (i = 0; i < TRIES; i++) {
		u32 at = (first + i) % ARRAY_SIZE(asked);
		unsigned long found = READ_ONCE(asked[at]);

		if (!found)
			found = cmpxchg(&asked[at], 0, key);
		if (!found)
			return at;
		if (found == key)
			return -1;
	}
	return -1;
}

void stap_object_wanted(unsigned long address, const struct stap_mapping *mapping)
{
	struct stap_wanted_file wanted = { .process = current->tgid, .address = address };
	unsigned long flags;
	int place;

	if (!mapping->inode)
		return;
	place = take_place((unsigned long)mapping->inode);
	if (place < 0)
		return;
	wanted.number = place;
	raw_local_irq_save(flags);
	if (!stap_transport_offer(STAP_RECORD_WANTED, (const char *)&wanted, sizeof(wanted)))
		WRITE_ONCE(asked[place], 0);
	raw_local_irq_restore(flags);
}

int stap_feed_unavailable(const void *content, size_t size)
{
	u32 number;

	if (size != sizeof(number))
		return -EINVAL;
	memcpy(&number, content, sizeof(number));
	if (number >= ARRAY_SIZE(asked))
		return -ERANGE;
	WRITE_ONCE(asked[number], 0);
	return 0;
}

/* ---------------------------------------------------------------- taking */

/* The file being written. */
struct fed_file {
	struct stap_object_data *data; /* NULL: there is none */
	u32 size, received;	       /* bytes of the data */
	const char *name;	       /* in `path`; the name that is shown */
	char path[];		       /* "": the vDSO */
};

static struct fed_file *incoming;
static u64 total; /* bytes of all data */

static void free_file(struct fed_file *file)
{
	if (!file)
		return;
	kvfree(file->data);
	kfree(file);
}

/* All of a file is there. */
static int finish(struct fed_file *file)
{
	const char *path = *file->path ? file->path : NULL;
	u32 size = file->size;
	int error = -EINVAL;

	if (file->data && !stap_object_data_check(file->data, size)) {
		free_file(file);
	} else {
		error = stap_objects_add(path, path ? file->name : NULL, file->data);
		kfree(file);
	}
	if (error)
		total -= size;
	return error;
}

static bool may_take(u32 size)
{
	return size <= DATA_MOST && total + size <= DATA_MOST_ALL && stap_memory_allows(size);
}

/* @content is followed by a NUL. */
int stap_feed_file(const void *content, size_t size)
{
	const struct stap_fed_file *head = content;
	struct fed_file *file;
	size_t paths = size - sizeof(*head);

	if (incoming)
		total -= incoming->size;
	free_file(incoming);
	incoming = NULL;
	if (stap_session.state > STAP_RUNNING)
		return -EBUSY;
	if (size <= sizeof(*head) || strnlen(head->paths, paths) + 1 >= paths)
		return -EINVAL;
	if (!may_take(head->size))
		return -ENOSPC;
	file = kzalloc(struct_size(file, path, paths + 1), GFP_KERNEL);
	if (!file)
		return -ENOMEM;
	memcpy(file->path, head->paths, paths);
	file->name = file->path + strlen(file->path) + 1;
	file->size = head->size;
	if (!file->size)
		return finish(file);
	file->data = kvmalloc(file->size, GFP_KERNEL);
	if (!file->data) {
		free_file(file);
		return -ENOMEM;
	}
	total += file->size;
	incoming = file;
	return 0;
}

int stap_feed_data(const void *content, size_t size)
{
	struct fed_file *file = incoming;

	if (!file || size > file->size - file->received)
		return -EINVAL;
	memcpy((char *)file->data + file->received, content, size);
	file->received += size;
	if (file->received < file->size)
		return 0;
	incoming = NULL;
	return stap_session.state > STAP_RUNNING ? (free_file(file), -EBUSY) : finish(file);
}

void stap_feed_destroy(void)
{
	free_file(incoming);
	incoming = NULL;
	stap_objects_destroy();
}
