// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a handler to staprun: a ring of records per CPU, and one for the sleeper.
 *
 * A ring has one writer and one reader, so neither ever takes a lock. The writer is whoever owns
 * the CPU's context (a second one, in an NMI, finds the ring busy and gives up); for the sleeper's
 * ring a mutex makes it one. The reader is staprun's read(), which merges the rings by the records'
 * time stamps.
 *
 * A record is complete when the ring's head moves past it. That happens shortly after its time
 * stamp was taken, and in between another CPU may take a later stamp and be done earlier. So the
 * reader leaves alone what is newer than SETTLE_NS, and waits for a writer that is still writing.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "protocol.h"
#include "runtime.h"
#include "transport.h"

#define RING_DEFAULT   (4u << 20) /* bytes per CPU; a burst of 100 000 short lines fits */
#define RING_LEAST     (256u << 10)
#define RING_MOST_MIB  1024u
#define SLEEPER_RING   (256u << 10)
#define MEMORY_SHARE   32		/* the default takes at most 1/MEMORY_SHARE of the memory */
#define RECORD_LARGEST STAP_SYSTEM_MOST /* bytes of text in one record; longer text is split */
#define SETTLE_NS      10000
#define WAIT_LONGEST   (HZ / 5)

/*
 * Before the text of each record, at a multiple of 4 bytes. Records do not wrap around the ring's
 * end: a filler goes there.
 */
struct record {
	u32 kind_and_size; /* enum stap_record_kind, or of a filler, which is this member alone */
	u32 stamp[2];	   /* ktime_get_mono_fast_ns(), low half first */
	char text[];
};

#define RECORD_FILLER 15

static __always_inline u32 kind_and_size(u32 kind, u32 size)
{
	return kind | size << 4;
}

static __always_inline u32 record_kind(const struct record *record)
{
	return record->kind_and_size & 15;
}

/* Bytes of text; of a filler all its bytes. */
static __always_inline u32 record_size(const struct record *record)
{
	return record->kind_and_size >> 4;
}

struct ring {
	/* The writer's line. Positions count bytes for ever; the ring's size is a power of two. */
	char *data;
	u32 size;
	u32 head;
	u32 seen_tail; /* the tail as it was when the ring last looked full */
	u32 is_writing;
	u32 lost; /* records */

	/* The reader's line. */
	u32 tail ____cacheline_aligned;
	u32 end;   /* head when collecting began */
	u64 stamp; /* of the record at the tail */
};

static DEFINE_PER_CPU(struct ring *, rings);
static struct ring *sleeper_ring;
static struct ring **all_rings; /* of the CPUs present, and the sleeper's */
static u32 ring_count;
static struct ring **ready; /* scratch of the reader: rings with records to collect */
static u32 cpu_ring_size;
static atomic_t lost_elsewhere; /* records of CPUs without a ring */

static DEFINE_MUTEX(sleeper_lock); /* writers of the sleeper's ring */
static DECLARE_WAIT_QUEUE_HEAD(reader_queue);
static DECLARE_WAIT_QUEUE_HEAD(room_queue);
static bool reader_waits; /* the writer that clears it wakes the reader */
static bool woken;	  /* by stap_transport_wake() */
static bool hurry;
static unsigned long last_collected; /* jiffies */

/* ---------------------------------------------------------------- waking */

/* Interrupt context: wakes whom a handler, in whatever context, could not wake itself. */
static void wake_all(struct irq_work *work)
{
	wake_up_all(&reader_queue);
	wake_up_all(&room_queue);
}

static DEFINE_IRQ_WORK(wake_work, wake_all);

void stap_transport_wake(void)
{
	WRITE_ONCE(woken, true);
	irq_work_queue(&wake_work);
}

void stap_transport_hurry(void)
{
	WRITE_ONCE(hurry, true);
	stap_transport_wake();
}

/* ---------------------------------------------------------------- writing */

static bool has_room(struct ring *ring, u32 bytes)
{
	if (likely(ring->size - (ring->head - ring->seen_tail) >= bytes))
		return true;
	ring->seen_tail = smp_load_acquire(&ring->tail);
	return ring->size - (ring->head - ring->seen_tail) >= bytes;
}

/*
 * Queues one record of at most RECORD_LARGEST bytes; false when there is no room. Not all writers
 * own the CPU's context (a procfs handler, a warning): until the ring is busy, an NMI may move its
 * head.
 */
static bool write_record(struct ring *ring, enum stap_record_kind kind, const char *text, u32 size)
{
	u32 bytes = ALIGN(sizeof(struct record) + size, 4), to_end, filler;
	struct record *record;
	u64 stamp;

	if (unlikely(ring->is_writing))
		return false;
	WRITE_ONCE(ring->is_writing, 1);
	barrier();
	to_end = ring->size - (ring->head & (ring->size - 1));
	filler = to_end < bytes ? to_end : 0;
	if (unlikely(!has_room(ring, filler + bytes))) {
		smp_store_release(&ring->is_writing, 0);
		return false;
	}
	record = (struct record *)(ring->data + (ring->head & (ring->size - 1)));
	if (unlikely(filler)) {
		record->kind_and_size = kind_and_size(RECORD_FILLER, filler);
		record = (struct record *)ring->data;
	}
	record->kind_and_size = kind_and_size(kind, size);
	stamp = ktime_get_mono_fast_ns();
	record->stamp[0] = stamp;
	record->stamp[1] = stamp >> 32;
	memcpy(record->text, text, size);
	smp_store_release(&ring->head, ring->head + filler + bytes);
	smp_store_release(&ring->is_writing, 0);
	return true;
}

static void wake_reader(void)
{
	if (unlikely(READ_ONCE(reader_waits))) {
		WRITE_ONCE(reader_waits, false);
		irq_work_queue(&wake_work);
	}
}

bool stap_transport_offer(enum stap_record_kind kind, const char *text, size_t size)
{
	struct ring *ring = raw_cpu_read(rings);

	if (!ring || !write_record(ring, kind, text, size))
		return false;
	wake_reader();
	return true;
}

/* Handler context. */
static void write_from_handler(enum stap_record_kind kind, const char *text, size_t size)
{
	struct ring *ring = raw_cpu_read(rings);

	if (unlikely(!ring)) { /* a CPU that was plugged in since */
		atomic_inc(&lost_elsewhere);
		return;
	}
	while (unlikely(size > RECORD_LARGEST)) {
		if (!write_record(ring, kind, text, RECORD_LARGEST))
			ring->lost++;
		text += RECORD_LARGEST;
		size -= RECORD_LARGEST;
	}
	if (unlikely(!write_record(ring, kind, text, size)))
		ring->lost++;
	wake_reader();
}

/* Task context. A fatal signal, or a reader that will never come, ends the wait for all. */
static bool wait_for_room(u32 bytes)
{
	int error;

	stap_transport_wake();
	error = wait_event_killable(room_queue, READ_ONCE(hurry) || has_room(sleeper_ring, bytes));
	if (error)
		WRITE_ONCE(hurry, true);
	return !READ_ONCE(hurry);
}

/* Task context. */
static void write_from_sleeper(enum stap_record_kind kind, const char *text, size_t size)
{
	mutex_lock(&sleeper_lock);
	while (size && sleeper_ring) {
		u32 part = min_t(size_t, size, RECORD_LARGEST);

		/* A filler needs at most as much again. */
		while (!write_record(sleeper_ring, kind, text, part)) {
			if (wait_for_room(2 * (part + sizeof(struct record) + 4)))
				continue;
			sleeper_ring->lost++;
			break;
		}
		text += part;
		size -= part;
	}
	mutex_unlock(&sleeper_lock);
	if (READ_ONCE(reader_waits)) {
		WRITE_ONCE(reader_waits, false);
		wake_up_all(&reader_queue);
	}
}

void stap_transport_write(enum stap_record_kind kind, const char *text, size_t size, bool can_sleep)
{
	if (can_sleep)
		write_from_sleeper(kind, text, size);
	else
		write_from_handler(kind, text, size);
}

/* ---------------------------------------------------------------- reading */

static struct record *first_record(const struct ring *ring)
{
	return (struct record *)(ring->data + (ring->tail & (ring->size - 1)));
}

/* Steps over a filler and reads the stamp of the record at the tail; false when there is none. */
static bool look(struct ring *ring, u64 horizon)
{
	const struct record *record;

	if (ring->tail == ring->end)
		return false;
	record = first_record(ring);
	if (record_kind(record) == RECORD_FILLER) {
		WRITE_ONCE(ring->tail, ring->tail + record_size(record));
		record = first_record(ring);
	}
	ring->stamp = record->stamp[0] | (u64)record->stamp[1] << 32;
	return ring->stamp <= horizon;
}

/* Returns the ring's head once nobody is in the middle of a record with an old stamp. */
static u32 settled_head(struct ring *ring)
{
	int tries;

	/* Longer than an interrupt lasts it is a CPU that a hypervisor does not run. */
	for (tries = 0; tries < 20 && smp_load_acquire(&ring->is_writing); tries++)
		usleep_range(20, 100);
	return smp_load_acquire(&ring->head);
}

/* Fills `ready` with the rings that have something up to @horizon; returns how many. */
static u32 find_ready(u64 horizon)
{
	u32 count = 0, i;

	for (i = 0; i < ring_count; i++)
		all_rings[i]->end = settled_head(all_rings[i]);
	for (i = 0; i < ring_count; i++)
		if (look(all_rings[i], horizon))
			ready[count++] = all_rings[i];
	return count;
}

/*
 * Puts the ring with the oldest record first. Returns the stamp up to which its records come before
 * those of all others.
 */
static u64 oldest_first(u32 count)
{
	u64 second = U64_MAX;
	u32 i;

	for (i = 1; i < count; i++) {
		if (ready[i]->stamp < ready[0]->stamp)
			swap(ready[i], ready[0]);
		second = min(second, ready[i]->stamp);
	}
	return second;
}

/* The frames being written. The last one grows while more output comes. */
struct frames {
	char *at, *end;
	struct stap_frame *open;
};

/* Appends a record; false when it does not fit. */
static bool append(struct frames *frames, const struct record *record)
{
	u32 kind = record_kind(record), size = record_size(record);

	if (!frames->open || frames->open->kind != STAP_FRAME_OUTPUT ||
	    kind != STAP_RECORD_OUTPUT) {
		struct stap_frame *frame =
			PTR_ALIGN((struct stap_frame *)frames->at, STAP_FRAME_ALIGN);

		if (frame->data + size > frames->end)
			return false;
		frame->kind = kind;
		frame->size = 0;
		frames->at = frame->data;
		frames->open = frame;
	} else if (frames->end - frames->at < size) {
		return false;
	}
	memcpy(frames->at, record->text, size);
	frames->at += size;
	frames->open->size += size;
	return true;
}

size_t stap_transport_collect(char *buffer, size_t size, bool all)
{
	u64 horizon = all ? U64_MAX : ktime_get_mono_fast_ns() - SETTLE_NS;
	struct frames frames = { .at = buffer, .end = buffer + size };
	u32 count = find_ready(horizon);

	BUILD_BUG_ON((int)STAP_FRAME_OUTPUT != STAP_RECORD_OUTPUT);
	BUILD_BUG_ON((int)STAP_FRAME_ERROR != STAP_RECORD_ERROR);
	BUILD_BUG_ON((int)STAP_FRAME_WARNING != STAP_RECORD_WARNING);
	BUILD_BUG_ON((int)STAP_FRAME_LOG != STAP_RECORD_LOG);
	BUILD_BUG_ON((int)STAP_FRAME_WANTED != STAP_RECORD_WANTED);
	BUILD_BUG_ON((int)STAP_FRAME_SYSTEM != STAP_RECORD_SYSTEM);
	BUILD_BUG_ON((int)STAP_FRAME_SWITCH != STAP_RECORD_SWITCH);
	BUILD_BUG_ON(sizeof(struct record) != 12);
	BUILD_BUG_ON(RECORD_LARGEST + 2 * STAP_FRAME_ALIGN > STAP_READ_SIZE / 2);

	while (count) {
		u64 until = oldest_first(count);
		struct ring *ring = ready[0];

		do {
			const struct record *record = first_record(ring);

			if (!append(&frames, record))
				goto full;
			smp_store_release(&ring->tail,
					  ring->tail +
						  ALIGN(sizeof(*record) + record_size(record), 4));
			if (!look(ring, horizon)) {
				ready[0] = ready[--count];
				break;
			}
		} while (ring->stamp <= until);
	}
full:
	if (frames.at != buffer) {
		last_collected = jiffies;
		if (wq_has_sleeper(&room_queue))
			wake_up_all(&room_queue);
	}
	return frames.at - buffer;
}

static bool is_something(void)
{
	u32 i;

	for (i = 0; i < ring_count; i++)
		if (READ_ONCE(all_rings[i]->head) != all_rings[i]->tail)
			return true;
	return false;
}

/* True when more than 1/@part of a ring is in use. */
static bool is_filled(u32 part)
{
	u32 i;

	for (i = 0; i < ring_count; i++) {
		struct ring *ring = all_rings[i];

		if (READ_ONCE(ring->head) - READ_ONCE(ring->tail) > ring->size / part)
			return true;
	}
	return false;
}

int stap_transport_wait_for_room(void)
{
	if (!is_filled(2))
		return 0;
	stap_transport_wake();
	return wait_event_interruptible(room_queue,
					READ_ONCE(hurry) || !is_filled(2) ||
						READ_ONCE(stap_session.state) != STAP_RUNNING)
		       ? -EINTR
		       : 0;
}

int stap_transport_pause(void)
{
	/* When a ring is filling it cannot wait for the next tick. */
	if (last_collected != jiffies || is_filled(4))
		return 0;
	return wait_event_interruptible_timeout(reader_queue, READ_ONCE(woken), 1) < 0 ? -EINTR : 0;
}

int stap_transport_wait(void)
{
	long left;

	WRITE_ONCE(reader_waits, true);
	smp_mb(); /* a writer sees that, or we see its record (or else WAIT_LONGEST passes) */
	left = wait_event_interruptible_timeout(reader_queue, READ_ONCE(woken) || is_something(),
						WAIT_LONGEST);
	WRITE_ONCE(reader_waits, false);
	xchg(&woken, false); /* before the caller looks at what it was woken for */
	return left < 0 ? -EINTR : 0;
}

/* ---------------------------------------------------------------- making */

static struct ring *ring_alloc(u32 size, int node)
{
	struct ring *ring = kzalloc_node(sizeof(*ring), GFP_KERNEL, node);

	if (!ring)
		return NULL;
	ring->size = size;
	ring->data = __vmalloc(size, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!ring->data) {
		kfree(ring);
		return NULL;
	}
	all_rings[ring_count++] = ring;
	return ring;
}

/* The size that the script asks for; else the default, less where it would take much memory. */
static u32 choose_ring_size(void)
{
	u64 memory = (u64)totalram_pages() << PAGE_SHIFT;
	u32 mib = min(stap_script.ring_mib, RING_MOST_MIB);
	u32 size = RING_DEFAULT;

	if (mib)
		return roundup_pow_of_two(mib << 20);
	while (size > RING_LEAST && (u64)size * num_present_cpus() > memory / MEMORY_SHARE)
		size /= 2;
	return size;
}

int stap_transport_create(void)
{
	int cpu;

	cpu_ring_size = choose_ring_size();
	if (!stap_memory_allows((u64)cpu_ring_size * num_present_cpus())) {
		pr_err("stap: output buffers of %u MiB per CPU take too much memory, see -s\n",
		       cpu_ring_size >> 20);
		return -ENOMEM;
	}
	all_rings = kvcalloc(nr_cpu_ids + 1, sizeof(*all_rings), GFP_KERNEL);
	ready = kvcalloc(nr_cpu_ids + 1, sizeof(*ready), GFP_KERNEL);
	if (!all_rings || !ready)
		goto no_memory;
	sleeper_ring = ring_alloc(SLEEPER_RING, NUMA_NO_NODE);
	if (!sleeper_ring)
		goto no_memory;
	for_each_present_cpu(cpu)
	{
		struct ring *ring = ring_alloc(cpu_ring_size, cpu_to_node(cpu));

		if (!ring)
			goto no_memory;
		per_cpu(rings, cpu) = ring;
	}
	return 0;
no_memory:
	stap_transport_destroy();
	return -ENOMEM;
}

void stap_transport_destroy(void)
{
	int cpu;

	irq_work_sync(&wake_work);
	for_each_possible_cpu (cpu)
		per_cpu(rings, cpu) = NULL;
	sleeper_ring = NULL;
	while (ring_count) {
		struct ring *ring = all_rings[--ring_count];

		vfree(ring->data);
		kfree(ring);
	}
	kvfree(ready);
	kvfree(all_rings);
	ready = NULL;
	all_rings = NULL;
}

size_t stap_transport_ring_size(void)
{
	return cpu_ring_size;
}

u64 stap_transport_lost(void)
{
	u64 lost = atomic_read(&lost_elsewhere);
	u32 i;

	for (i = 0; i < ring_count; i++)
		lost += READ_ONCE(all_rings[i]->lost);
	return lost;
}
