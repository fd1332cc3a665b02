// SPDX-License-Identifier: GPL-2.0-only
#include "module_file.h"
#include "message.h"
#include "protocol.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* ---------------------------------------------------------------- the running kernel */

static size_t align4(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

void kernel_notes_build_id(const void *notes, size_t size, char build_id[KERNEL_BUILD_ID_SIZE])
{
	const char *at = notes;
	Elf64_Nhdr note;

	*build_id = '\0';
	for (; size >= sizeof(note); at += align4(note.n_descsz), size -= align4(note.n_descsz)) {
		memcpy(&note, at, sizeof(note));
		at += sizeof(note);
		size -= sizeof(note);
		if (align4(note.n_namesz) > size)
			return;
		const char *name = at;

		at += align4(note.n_namesz);
		size -= align4(note.n_namesz);
		if (align4(note.n_descsz) > size)
			return;
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof(ELF_NOTE_GNU) ||
		    memcmp(name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) ||
		    2 * (size_t)note.n_descsz >= KERNEL_BUILD_ID_SIZE)
			continue;
		for (size_t i = 0; i < note.n_descsz; i++)
			sprintf(build_id + 2 * i, "%02x", (unsigned char)at[i]);
		return;
	}
}

void kernel_info_read(struct kernel_info *kernel)
{
	int fd = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);
	struct utsname names;
	char notes[4096];

	uname(&names);
	snprintf(kernel->release, sizeof(kernel->release), "%s", names.release);
	*kernel->build_id = '\0';
	if (fd < 0)
		return;
	ssize_t size = read(fd, notes, sizeof(notes));

	if (size > 0)
		kernel_notes_build_id(notes, size, kernel->build_id);
	close(fd);
}

/* ---------------------------------------------------------------- finding the file */

static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd >= 0 && (fstat(fd, &status) || !S_ISREG(status.st_mode))) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	return fd;
}

/* After a program that executes staprun with the module in an open file. */
static void close_handed_over(const char *path)
{
	int fd, length = 0;

	if (sscanf(path, "/proc/self/fd/%d%n", &fd, &length) == 1 && !path[length] && fd > 2)
		close(fd); /* as long as it is open for writing, the kernel refuses the file */
}

int module_find(const char *argument, const char *release, char *path, size_t size)
{
	static const char *const suffixes[] = { "", ".ko" };
	bool is_name = !strchr(argument, '/');

	for (int place = 0; place < (is_name ? 4 : 2); place++) {
		const char *suffix = suffixes[place % 2];

		if (place < 2)
			snprintf(path, size, "%s%s", argument, suffix);
		else
			snprintf(path, size, "/lib/modules/%s/systemtap/%s%s", release, argument,
				 suffix);
		int fd = open_regular(path);

		if (fd >= 0) {
			close_handed_over(path);
			return fd;
		}
		if (errno != ENOENT) {
			error("cannot open %s: %s", path, strerror(errno));
			return -1;
		}
	}
	if (is_name)
		error("there is no module %s here or in /lib/modules/%s/systemtap", argument,
		      release);
	else
		error("there is no module %s", argument);
	return -1;
}

/* ---------------------------------------------------------------- what it says of itself */

struct text {
	const char *at;
	size_t size;
};

/* Finds a section of a 64-bit ELF file; false when there is none, or the file is damaged. */
static bool find_section(const void *data, size_t size, const char *name, struct text *section)
{
	const char *base = data;
	Elf64_Ehdr header;
	Elf64_Shdr names, one;

	if (size < sizeof(header))
		return false;
	memcpy(&header, data, sizeof(header));
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) || header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_shentsize != sizeof(one) || header.e_shstrndx >= header.e_shnum ||
	    header.e_shoff > size || (size - header.e_shoff) / sizeof(one) < header.e_shnum)
		return false;
	memcpy(&names, base + header.e_shoff + header.e_shstrndx * sizeof(one), sizeof(names));
	if (names.sh_offset > size || names.sh_size > size - names.sh_offset)
		return false;
	for (size_t i = 0; i < header.e_shnum; i++) {
		size_t length = strlen(name) + 1;

		memcpy(&one, base + header.e_shoff + i * sizeof(one), sizeof(one));
		if (one.sh_name > names.sh_size || names.sh_size - one.sh_name < length ||
		    memcmp(base + names.sh_offset + one.sh_name, name, length))
			continue;
		if (one.sh_type == SHT_NOBITS || one.sh_offset > size ||
		    one.sh_size > size - one.sh_offset)
			return false;
		*section = (struct text){ base + one.sh_offset, one.sh_size };
		return true;
	}
	return false;
}

/*
 * Copies the value of "KEY=" at the beginning of a stretch that ends with @end. False when it is
 * not there or does not fit.
 */
static bool find_value(struct text text, const char *key, char end, char *value, size_t size)
{
	size_t key_length = strlen(key);

	while (text.size) {
		const char *stop = memchr(text.at, end, text.size);
		size_t length = stop ? (size_t)(stop - text.at) : text.size;

		if (length > key_length && !memcmp(text.at, key, key_length) &&
		    text.at[key_length] == '=') {
			length -= key_length + 1;
			if (length >= size)
				return false;
			memcpy(value, text.at + key_length + 1, length);
			value[length] = '\0';
			return true;
		}
		length += stop != NULL;
		text.at += length;
		text.size -= length;
	}
	return false;
}

const char *module_parse_info(const void *data, size_t size, struct module_info *info)
{
	struct text section;
	char number[16];

	*info = (struct module_info){ 0 };
	if (!find_section(data, size, ".modinfo", &section) ||
	    !find_value(section, "name", '\0', info->name, sizeof(info->name)) || !*info->name)
		return "it is not a kernel module";
	if (!find_section(data, size, STAP_INFO_SECTION, &section) ||
	    !find_value(section, STAP_INFO_RELEASE, '\n', info->kernel.release,
			sizeof(info->kernel.release)))
		return "it was not made by this stap";
	find_value(section, STAP_INFO_BUILD_ID, '\n', info->kernel.build_id,
		   sizeof(info->kernel.build_id));
	if (find_value(section, STAP_INFO_OBJECTS, '\n', number, sizeof(number)))
		info->object_parts = (unsigned)strtoul(number, NULL, 10);
	info->wants_input = find_value(section, STAP_INFO_INPUT, '\n', number, sizeof(number));
	info->wants_characters = info->wants_input && !strcmp(number, STAP_INFO_INPUT_CHARACTERS);
	return NULL;
}

bool module_read_info(int fd, const char *path, struct module_info *info)
{
	struct stat status;

	if (fstat(fd, &status))
		return error("cannot read %s: %s", path, strerror(errno));
	if (!status.st_size)
		return error("cannot use %s: it is empty", path);
	void *data = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (data == MAP_FAILED)
		return error("cannot read %s: %s", path, strerror(errno));
	const char *reason = module_parse_info(data, status.st_size, info);

	munmap(data, status.st_size);
	return reason ? error("cannot use %s: %s", path, reason) : true;
}

char *module_read_symbols(int fd, size_t *size)
{
	struct stat status;
	struct text section;
	char *names = NULL;

	if (fstat(fd, &status) || !status.st_size)
		return NULL;
	void *data = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (data == MAP_FAILED)
		return NULL;
	if (find_section(data, status.st_size, STAP_SYMBOLS_SECTION, &section))
		names = calloc(1, section.size + 1);
	if (names) {
		memcpy(names, section.at, section.size);
		*size = section.size;
	}
	munmap(data, status.st_size);
	return names;
}

static const char *or_unknown(const char *build_id)
{
	return *build_id ? build_id : "unknown";
}

bool module_fits(const struct module_info *info, const struct kernel_info *running,
		 const char *path)
{
	const struct kernel_info *wanted = &info->kernel;
	bool ids_known = *wanted->build_id && *running->build_id;

	if (ids_known ? !strcmp(wanted->build_id, running->build_id)
		      : !strcmp(wanted->release, running->release))
		return true;
	return error("%s is for another kernel than the running one\n"
		     "  it is for %s, build-id %s\n"
		     "  running is %s, build-id %s\n"
		     "  translate the script again for this kernel: stap -r %s",
		     path, wanted->release, or_unknown(wanted->build_id), running->release,
		     or_unknown(running->build_id), running->release);
}
