/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The index as a file: mapping one that can be trusted, building and keeping one.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/files/cache_directory.h"
#include "debuginfo/index/index.h"
#include "debuginfo/index/index_merge.h"
#include "debuginfo/index/index_symbols.h"

static const char index_magic[8] = "STAPIDX";

/* More threads than this wait for memory rather than for the processor. */
enum {
	THREADS_MAX = 4
};
/* In a smaller file, starting a thread costs more than it does. */
enum {
	THREADS_FILE_SIZE = 16 << 20
};

static const uint32_t entry_sizes[INDEX_TABLE_COUNT] = {
	[INDEX_STRINGS] = 1,
	[INDEX_FILES] = sizeof(struct index_file),
	[INDEX_SCOPES] = sizeof(struct index_scope),
	[INDEX_FUNCTIONS] = sizeof(struct index_function),
	[INDEX_FUNCTIONS_BY_FILE] = sizeof(uint32_t),
	[INDEX_INSTANCES] = sizeof(struct index_instance),
	[INDEX_RANGES] = sizeof(struct index_range),
	[INDEX_SYMBOLS] = sizeof(struct index_symbol),
	[INDEX_SYMBOLS_BY_ADDRESS] = sizeof(uint32_t),
	[INDEX_TYPES] = sizeof(struct index_type),
	[INDEX_ENUMERATORS] = sizeof(struct index_enumerator),
	[INDEX_VARIABLES] = sizeof(struct index_variable),
	[INDEX_SECTIONS] = sizeof(struct index_section),
};

/* Against damage, not against malice: four lanes of multiply and mix over 8-byte words. */
static uint64_t checksum(const unsigned char *data, size_t size)
{
	uint64_t lanes[4] = { 1, 2, 3, 4 }, tail[4] = { 0 }, sum = size;

	for (; size >= sizeof(lanes); size -= sizeof(lanes), data += sizeof(lanes)) {
		uint64_t words[4];

		memcpy(words, data, sizeof(words));
		for (int i = 0; i < 4; i++)
			lanes[i] = (lanes[i] ^ words[i]) * 0x9e3779b97f4a7c15u;
	}
	memcpy(tail, data, size);
	for (int i = 0; i < 4; i++) {
		sum = (sum ^ lanes[i] ^ lanes[i] >> 29) * 0xbf58476d1ce4e5b9u;
		sum = (sum ^ tail[i]) * 0x94d049bb133111ebu;
	}
	return sum ^ sum >> 31;
}

/* Set the table pointers; false when the header does not describe an index of this build. */
static bool index_attach(struct index *index, const void *data, size_t size, const char *key)
{
	const struct index_header *header = data;
	const void *tables[INDEX_TABLE_COUNT];

	if (size < sizeof(*header) || memcmp(header->magic, index_magic, sizeof(index_magic)) ||
	    header->version != INDEX_VERSION || header->header_size != sizeof(*header) ||
	    header->file_size != size || strncmp(header->key, key, sizeof(header->key)))
		return false;
	for (int i = 0; i < INDEX_TABLE_COUNT; i++) {
		uint64_t offset = header->tables[i].offset;

		if (header->tables[i].entry_size != entry_sizes[i] || offset % 8 || offset > size ||
		    header->tables[i].count > (size - offset) / entry_sizes[i])
			return false;
		tables[i] = (const char *)data + offset;
	}
	*index = (struct index){
		.header = header,
		.size = size,
		.strings = tables[INDEX_STRINGS],
		.files = tables[INDEX_FILES],
		.scopes = tables[INDEX_SCOPES],
		.functions = tables[INDEX_FUNCTIONS],
		.functions_by_file = tables[INDEX_FUNCTIONS_BY_FILE],
		.instances = tables[INDEX_INSTANCES],
		.ranges = tables[INDEX_RANGES],
		.symbols = tables[INDEX_SYMBOLS],
		.symbols_by_address = tables[INDEX_SYMBOLS_BY_ADDRESS],
		.types = tables[INDEX_TYPES],
		.enumerators = tables[INDEX_ENUMERATORS],
		.variables = tables[INDEX_VARIABLES],
		.sections = tables[INDEX_SECTIONS],
	};
	return header->checksum ==
	       checksum((const unsigned char *)(header + 1), size - sizeof(*header));
}

bool index_map(struct index *index, const char *cache_dir, const char *key)
{
	size_t size;
	int fd = cache_directory_open(cache_dir, key, &size);
	void *data = MAP_FAILED;

	if (fd < 0)
		return false;
	if (size)
		data = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return false;
	if (index_attach(index, data, size, key))
		return true;
	munmap(data, size);
	return false;
}

void index_unmap(struct index *index)
{
	if (index->header)
		munmap((void *)index->header, index->size);
	*index = (struct index){ 0 };
}

/* Lay the tables out behind a header, in memory of its own. */
static bool index_lay_out(struct index *index, const struct index_tables *tables, const char *key,
			  struct debuginfo_error *error)
{
	const struct {
		const void *items;
		size_t count;
	} sources[INDEX_TABLE_COUNT] = {
		[INDEX_STRINGS] = { tables->strings.items, tables->strings.count },
		[INDEX_FILES] = { tables->files.items, tables->files.count },
		[INDEX_SCOPES] = { tables->scopes.items, tables->scopes.count },
		[INDEX_FUNCTIONS] = { tables->functions.items, tables->functions.count },
		[INDEX_FUNCTIONS_BY_FILE] = { tables->functions_by_file.items,
					      tables->functions_by_file.count },
		[INDEX_INSTANCES] = { tables->instances.items, tables->instances.count },
		[INDEX_RANGES] = { tables->ranges.items, tables->ranges.count },
		[INDEX_SYMBOLS] = { tables->symbols.items, tables->symbols.count },
		[INDEX_SYMBOLS_BY_ADDRESS] = { tables->symbols_by_address.items,
					       tables->symbols_by_address.count },
		[INDEX_TYPES] = { tables->types.items, tables->types.count },
		[INDEX_ENUMERATORS] = { tables->enumerators.items, tables->enumerators.count },
		[INDEX_VARIABLES] = { tables->variables.items, tables->variables.count },
		[INDEX_SECTIONS] = { tables->sections.items, tables->sections.count },
	};
	struct index_header header = {
		.version = INDEX_VERSION,
		.header_size = sizeof(header),
		.file_size = sizeof(header),
	};

	memcpy(header.magic, index_magic, sizeof(header.magic));
	strncpy(header.key, key, sizeof(header.key) - 1);
	for (int i = 0; i < INDEX_TABLE_COUNT; i++) {
		header.tables[i].offset = header.file_size;
		header.tables[i].count = sources[i].count;
		header.tables[i].entry_size = entry_sizes[i];
		header.file_size += (sources[i].count * entry_sizes[i] + 7) & ~(uint64_t)7;
	}

	char *data = mmap(NULL, header.file_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (data == MAP_FAILED) {
		error->text = arena_strdup(tables->arena, "out of memory for the index");
		return false;
	}
	for (int i = 0; i < INDEX_TABLE_COUNT; i++)
		if (sources[i].count)
			memcpy(data + header.tables[i].offset, sources[i].items,
			       sources[i].count * entry_sizes[i]);
	header.checksum =
		checksum((unsigned char *)data + sizeof(header), header.file_size - sizeof(header));
	memcpy(data, &header, sizeof(header));
	return index_attach(index, data, header.file_size, key);
}

static unsigned int thread_count(const char *path)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct stat file;

	if (stat(path, &file) || file.st_size < THREADS_FILE_SIZE || processors < 1)
		return 1;
	return processors < THREADS_MAX ? processors : THREADS_MAX;
}

/*
 * The symbols of the file with the DWARF, and of the program. What was stripped into another file
 * is only there; what the program itself has need not be.
 */
static bool read_symbols(struct index_tables *tables, const struct index_source *source,
			 struct symbol_list *list, struct debuginfo_error *error)
{
	bool is_program = source->program != NULL;

	if (source->path && !index_read_symbols(tables, source->path, is_program, list, error))
		return false;
	if (is_program && (!source->path || strcmp(source->path, source->program)) &&
	    !index_read_symbols(tables, source->program, true, list, error))
		return false;
	symbol_tables_sort(list);
	return true;
}

/* Fill in the tables from the DWARF and the symbols. */
static bool fill_tables(struct index_tables *tables, const struct index_source *source,
			struct index_scan *scans, unsigned int threads,
			struct debuginfo_error *error)
{
	struct symbol_list symbols = { 0 };

	index_tables_begin(tables);
	if ((threads && !index_scan_file(source, scans, threads, tables->arena, error)) ||
	    !read_symbols(tables, source, &symbols, error))
		return false;
	if (source->program)
		index_scan_symbols(&symbols, scans, threads, &scans[threads]);
	index_merge(tables, scans, threads + (source->program ? 1 : 0));
	index_add_symbols(tables, &symbols);
	return true;
}

bool index_build(struct index *index, struct arena *arena, const struct index_source *source,
		 const char *cache_dir, struct debuginfo_error *error)
{
	struct index_scan scans[THREADS_MAX + 1] = { 0 };
	unsigned int threads = source->path ? thread_count(source->path) : 0;
	struct index_tables tables = { .arena = arena_new() };
	struct debuginfo_error problem = { 0 };
	bool built = fill_tables(&tables, source, scans, threads, &problem) &&
		     index_lay_out(index, &tables, source->key, &problem);

	if (problem.text)
		error->text = arena_strdup(arena, problem.text);
	for (unsigned int i = 0; i <= threads; i++)
		arena_free(scans[i].arena);
	arena_free(tables.arena);
	if (built && cache_dir)
		cache_directory_write(cache_dir, source->key, index->header, index->size);
	return built;
}
