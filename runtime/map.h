/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arrays of a script, as the files map*.c see them. No kernel header is needed here: what the
 * kernel must do is at the end of this file, so the same code runs in the unit tests.
 *
 * An array of numbers or strings is one stap_table, used under the lock of its global: nodes
 * allocated at start, a hash over them, and a ring through the nodes in order of insertion.
 *
 * An array of statistics is one stap_cpu_table per CPU, which only the handler running on that CPU
 * changes; it takes no lock. Other CPUs read it (see map_stat.c for how that is safe), and ask for
 * deletions by marking: a node with stap_stat.is_deleted, all nodes with stap_map.generation. A
 * `foreach` first copies the keys of all CPUs into a stap_table, the snapshot; values are merged
 * when the loop's body asks for them.
 *
 * Nodes are numbered from 1; 0 ends a chain, and node 0 of a stap_table is the head of its ring. A
 * node is: struct stap_node (and in a stap_table the ring), keys, value. Keys are words of 8 bytes:
 * a long is one, a string as many as its size needs, filled up with NULs. So two nodes' keys are
 * compared as words, and a string in a node ends even while it is being overwritten.
 */
#ifndef STAP_MAP_H
#define STAP_MAP_H

#include "stap.h"

typedef uint64_t __attribute__((may_alias)) stap_word;

struct stap_node {
	uint32_t hash;	/* its highest bit is set; 0: a free node of a stap_cpu_table */
	uint32_t chain; /* next node of the same bucket, or of the free list */
};

struct stap_ring_node {
	struct stap_node node;
	uint32_t next;
	uint32_t prev; /* STAP_FREED: not in the ring */
};
#define STAP_FREED 0xffffffffu

#define STAP_MAX_ENTRIES (1u << 28) /* more are refused as if there were no memory */

struct stap_column {
	uint32_t offset;     /* in the node */
	uint32_t size;	     /* bytes of a string incl. NUL; 0: a long */
	uint32_t word_count; /* of a string */
	uint64_t last_mask;  /* of its last word: without the bytes from the NUL on */
};

/*
 * How keys are looked up. The first three, most arrays of real scripts, have straight code of their
 * own; a name is a string of two words, such as execname().
 */
enum stap_shape {
	STAP_ONE_LONG,
	STAP_ONE_NAME,
	STAP_LONG_AND_NAME,
	STAP_PACKED, /* few words, made like those of a node first */
	STAP_WIDE,   /* too large for that: string by string */
};
#define STAP_PACKED_WORDS 8

struct stap_layout {
	uint32_t mask; /* number of buckets - 1 */
	uint32_t node_size;
	uint32_t value_offset;
	uint32_t capacity; /* nodes */
	uint32_t key_offset, key_words;
	uint32_t shape; /* enum stap_shape */
	uint32_t column_count;
	struct stap_column columns[STAP_MAX_KEYS];
};

struct stap_table {
	uint32_t *heads;
	char *nodes;
	uint32_t used;	/* nodes 1 … used have been handed out since the last clear */
	uint32_t free;	/* list of those given back */
	uint32_t count; /* in the ring */
};

/* Seven buckets of a histogram in an array: most are empty but for a dozen. One cache line. */
#define STAP_CHUNK_BUCKETS 7
struct stap_chunk {
	uint32_t next;	 /* of the same statistic, or of the free list; 0 ends it */
	uint32_t number; /* of the first bucket, divided by STAP_CHUNK_BUCKETS */
	int64_t counts[STAP_CHUNK_BUCKETS];
};

/* Stands before the stap_stat of a node when it has a histogram. */
struct stap_chunk_list {
	uint32_t first;
	uint32_t slot; /* whose pool the chunks are from */
};

#define STAP_SEGMENT_CHUNKS 64 /* a page */
enum stap_growing {
	STAP_NOT_GROWING,
	STAP_GROWS_NOW,	  /* by who was asked with stap_ask_memory() */
	STAP_GROWS_LATER, /* by a worker, since there was too little memory at once */
};
struct stap_chunk_pool {
	struct stap_chunk **segments;
	uint32_t segment_count; /* there now; written with release */
	uint32_t segment_limit;
	uint32_t used; /* chunks 1 … used have been handed out since the last reset */
	uint32_t free;
	uint32_t growing; /* enum stap_growing */
};

struct stap_cpu_table {
	uint32_t *heads;
	char *nodes;
	uint32_t generation; /* of the map, when this table was last emptied */
	uint32_t used;	     /* as above; other CPUs look at these nodes */
	uint32_t free;
	uint32_t hand;	  /* array that wraps: the node that makes room next */
	uint32_t deleted; /* nodes marked by any CPU since the owner last collected them */
	uint32_t slot;
	struct stap_chunk_pool chunks;
};

struct stap_map {
	struct stap_layout layout;
	struct stap_table table; /* the array; for statistics the snapshot of a foreach */

	/* Arrays of statistics only. */
	struct stap_layout snapshot_layout;
	uint32_t generation;	      /* counts the deletions of the whole array */
	uint32_t slot_count;	      /* as stap_slot_count() */
	struct stap_cpu_table **cpus; /* by slot; NULL: nothing was ever stored there */
	struct stap_stat **scratch;   /* by slot: result of a read, and one CPU's part during it */
	size_t stat_size;	      /* of one of the two */
};

/* The layout in use by map->table. */
stap_inline const struct stap_layout *stap_table_layout(const struct stap_global_map *global)
{
	return global->type.value_kind == STAP_STATS ? &global->map->snapshot_layout
						     : &global->map->layout;
}

stap_inline char *stap_node_at(const struct stap_layout *layout, char *nodes, uint32_t number)
{
	return nodes + (size_t)number * layout->node_size;
}

stap_inline struct stap_ring_node *stap_ring_at(const struct stap_layout *layout,
						const struct stap_table *table, uint32_t number)
{
	return (struct stap_ring_node *)stap_node_at(layout, table->nodes, number);
}

/* The statistic in a node of a stap_cpu_table. */
stap_inline struct stap_stat *stap_node_stat(const struct stap_layout *layout,
					     struct stap_node *node)
{
	return (struct stap_stat *)((char *)node + layout->value_offset);
}

/* One lookup: see map_key.h. */
struct stap_key {
	uint32_t hash;
	const stap_word *image;		/* words as in a node; or, when NULL */
	const union stap_value *values; /* as the script has them */
	stap_word words[STAP_PACKED_WORDS];
};

/* ---------------------------------------------------------------- map.c */

/* Empties @table. Under the lock. */
void stap_table_clear(const struct stap_layout *layout, struct stap_table *table);
/*
 * Returns a node that is neither in a bucket nor in the ring, or NULL when all are in use and the
 * array does not wrap. It goes in with stap_table_link, or back by not linking it.
 */
struct stap_ring_node *stap_table_take(const struct stap_layout *layout, struct stap_table *table,
				       bool wraps);
void stap_table_link(const struct stap_layout *layout, struct stap_table *table,
		     struct stap_ring_node *node, uint32_t hash);
/* Gives back a node taken and not linked. */
void stap_table_give_back(const struct stap_layout *layout, struct stap_table *table,
			  struct stap_ring_node *node);

/*
 * Allocates what @global needs, for @slot_count slots of which those with is_possible(slot) get
 * their memory now, the others when first used by a context that can sleep. Returns false when
 * there is no memory (nothing is left allocated).
 */
bool stap_map_create(struct stap_global_map *global, uint32_t slot_count,
		     bool (*is_possible)(uint32_t slot));
void stap_map_destroy(struct stap_global_map *global);

/* ---------------------------------------------------------------- map_stat.c */

bool stap_stat_map_create(struct stap_global_map *global, bool (*is_possible)(uint32_t slot));
void stap_stat_map_destroy(struct stap_global_map *global);
/*
 * Allocates what the next handler with this slot, which no context uses now, may need. Returns
 * false without memory. Task context.
 */
bool stap_stat_map_prepare(struct stap_global_map *global, uint32_t slot);

/* ---------------------------------------------------------------- map_merge.c */

/*
 * Merges what all CPUs have under @key, histograms only with @buckets. The result lives until this
 * context's next read.
 */
const struct stap_stat *stap_stat_map_read(struct stap_context *c, struct stap_global_map *global,
					   const struct stap_key *key, bool buckets);
bool stap_stat_map_has(struct stap_global_map *global, const union stap_value *keys, uint32_t wild);
void stap_stat_map_delete(struct stap_global_map *global, const union stap_value *keys,
			  uint32_t wild);
void stap_stat_map_clear(struct stap_global_map *global);
/* Copies the keys of all CPUs into the snapshot; false when they are more than max_entries. */
bool stap_stat_map_collect(struct stap_global_map *global);

/* ---------------------------------------------------------------- the kernel's part (globals.c) */

/* Zeroed memory, or NULL. Task context. */
void *stap_allocate(size_t size);
void stap_release(void *memory);
/* As stap_allocate, in any context but a handler's: in a hurry, so it may fail for no good reason.
 */
void *stap_allocate_atomic(size_t size);
/* Asks for stap_chunk_pool_grow(@pool) as soon as this CPU's handler has ended. Any context. */
void stap_ask_memory(struct stap_chunk_pool *pool);

#endif
